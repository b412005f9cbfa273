package dev.ingot.sandbox.cloud.state;

import dev.ingot.sandbox.cloud.api.ObjectStore;
import dev.ingot.sandbox.cloud.model.Account;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the document what the account is. Safe for use by many threads. */
public final class Saver implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Saver.class);

  private final Account account;
  private final ObjectStore objects;
  private final DocumentFile file;
  private final Object writing = new Object();

  /** Guarded by the account's lock: how many documents were taken. */
  private long taken;

  /** Guarded by {@link #writing}: the newest of them that is on disk. */
  private long written;

  private @Nullable Document last;

  public Saver(Account account, ObjectStore objects, DocumentFile file) {
    this.account = account;
    this.objects = objects;
    this.file = file;
  }

  /** A document, and which in order it is. */
  private record Taken(long number, Document document) {}

  /**
   * Returns once all that was changed before the call is on disk. Does not write when nothing was
   * changed, or another thread has written it.
   */
  public void save() throws IOException {
    // The account's lock is never asked for while writing, so a caller may hold it.
    Taken newest =
        account.alone(() -> new Taken(++taken, Document.of(account.keep(), objects.keep())));
    synchronized (writing) {
      if (newest.number() < written) {
        return;
      }
      if (!newest.document().equals(last)) {
        file.write(newest.document());
        last = newest.document();
      }
      written = newest.number();
    }
  }

  /** The same; what fails is logged, and tried again by the next. */
  public void saveIfPossible() {
    try {
      save();
    } catch (IOException | RuntimeException e) {
      log.error("the cloud's state was not saved", e);
    }
  }

  /** Saves for the last time. */
  @Override
  public void close() throws IOException {
    save();
  }
}
