package dev.ingot.stage.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For {@code @ExtendWith} on tests of hostile inputs: a test that leaves an exception or an error
 * in the log fails.
 */
public final class NothingUnhandled implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace OWN =
      ExtensionContext.Namespace.create(NothingUnhandled.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(OWN).put(LogWatch.class, new LogWatch());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    LogWatch log = context.getStore(OWN).remove(LogWatch.class, LogWatch.class);
    if (log != null) {
      log.close();
      log.assertNoSurprise();
    }
  }
}
