package dev.ingot.stage;

import dev.ingot.stage.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries to start a worker until it starts: once at once, then on a thread of its own. Each try is
 * bounded by the worker's own start-up, about 40 s where nobody answers.
 */
final class PatientStart implements AutoCloseable, Health {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStart.class);
  private static final RetryPolicy AGAIN =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(15));
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final String stage;
  private final Supplier<? extends AutoCloseable> start;
  private final RetryPolicy again;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile String reason = "";
  private @Nullable AutoCloseable started;

  private PatientStart(String stage, Supplier<? extends AutoCloseable> start, RetryPolicy again) {
    this.stage = stage;
    this.start = start;
    this.again = again;
    this.thread = Thread.ofPlatform().daemon().name(stage + "-start").unstarted(this::run);
  }

  /** Returns after the first try, however it ends; only a wrong configuration is thrown. */
  static AutoCloseable begin(String stage, Supplier<? extends AutoCloseable> start) {
    return begin(stage, start, AGAIN);
  }

  static PatientStart begin(
      String stage, Supplier<? extends AutoCloseable> start, RetryPolicy again) {
    PatientStart made = new PatientStart(stage, start, again);
    if (!made.tried()) {
      ProcessHealth.add(made);
      made.thread.start();
    }
    return made;
  }

  private void run() {
    try {
      for (int failures = 1; !closing(again.waitAfter(failures)); failures++) {
        if (tried()) {
          LOG.info("stage={} begins after {} failures to", stage, failures);
          break;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("stage={} is closed before it began", stage);
    } catch (ConfigException e) {
      // Another try is of no use; what else this process does goes on, and health says why.
      tell(e);
      return;
    }
    ProcessHealth.remove(this);
  }

  private boolean closing(Duration wait) throws InterruptedException {
    return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean tried() {
    try {
      keep(start.get());
      return true;
    } catch (ConfigException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (isWrongSetting(e)) {
        throw new ConfigException("stage " + stage + " can't begin: " + Sentences.of(e));
      }
      tell(e);
      return false;
    }
  }

  /** Kafka calls a name that does not resolve a wrong setting, too; that may pass. */
  private static boolean isWrongSetting(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof org.apache.kafka.common.config.ConfigException) {
        return !String.valueOf(cause.getMessage()).contains("No resolvable bootstrap urls");
      }
    }
    return false;
  }

  private void tell(Throwable e) {
    String now = Sentences.of(e);
    if (!now.equals(reason) && closing.getCount() > 0) {
      LOG.warn("stage={} cannot begin and is tried again: {}", stage, now);
    }
    reason = now;
  }

  /** One that started while this was being closed is closed as well. */
  private void keep(AutoCloseable worker) {
    synchronized (this) {
      if (closing.getCount() > 0) {
        started = worker;
        reason = "";
        return;
      }
    }
    close(worker);
  }

  private void close(AutoCloseable worker) {
    try {
      worker.close();
    } catch (Exception e) {
      LOG.warn("stage={} could not be closed: {}", stage, e.toString(), e);
    }
  }

  @Override
  public boolean live() {
    return true;
  }

  @Override
  public boolean ready() {
    return reason.isEmpty();
  }

  @Override
  public List<String> reasons() {
    String now = reason;
    return now.isEmpty() ? List.of() : List.of(now);
  }

  /** Ends the tries, or the worker, within 10 s. */
  @Override
  public void close() {
    AutoCloseable worker;
    synchronized (this) {
      closing.countDown();
      worker = started;
    }
    ProcessHealth.remove(this);
    if (worker != null) {
      close(worker);
      return;
    }
    thread.interrupt();
    try {
      if (thread.isAlive() && !thread.join(LONGEST_CLOSE)) {
        LOG.warn("stage={} is still being started after {} s", stage, LONGEST_CLOSE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
