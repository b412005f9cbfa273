package dev.ingot.stage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that is logged, by us and by libraries: to see that nothing went unhandled. */
public final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<String> surprises = new CopyOnWriteArrayList<>();

  /** Watches from now on, from level INFO. */
  public LogWatch() {
    root.setLevel(Level.INFO);
    root.addAppender(this);
    setContext(root.getLoggerContext());
    start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    seen.add(event.getFormattedMessage());
    if (event.getThrowableProxy() != null || event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      surprises.add(event.toString() + " " + event.getThrowableProxy());
    }
  }

  /** No line with an exception, and none of level ERROR. */
  public void assertNoSurprise() {
    assertThat(surprises).as("exceptions and errors in the log").isEmpty();
  }

  /** What was logged so far, without times and exceptions. */
  public List<String> lines() {
    return List.copyOf(seen);
  }

  /** No secret and nothing of a payload. */
  public void assertNowhere(String text) {
    assertThat(seen).noneMatch(line -> line.contains(text));
  }

  @Override
  public void close() {
    root.detachAppender(this);
    root.setLevel(before);
    stop();
  }
}
