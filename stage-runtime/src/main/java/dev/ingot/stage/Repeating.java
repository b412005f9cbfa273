package dev.ingot.stage;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again on a daemon thread of its own until closed. A surprise never ends
 * it; it is logged when it begins and when it is over, not at every turn.
 */
public final class Repeating implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
  private static final double JITTER = 0.1;

  private final String name;
  private final Duration interval;
  private final Task task;
  private final Thread thread;
  private volatile boolean closed;
  private @Nullable String trouble;

  private Repeating(String name, Duration interval, Task task) {
    this.name = name;
    this.interval = interval;
    this.task = task;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** What is done at every turn. */
  @FunctionalInterface
  public interface Task {
    void run() throws Exception;
  }

  /**
   * Begins at once.
   *
   * @param name of the thread, and what logs say
   * @param interval from the end of a turn to the next, positive; varied by a tenth, so that
   *     replicas do not march in step
   */
  public static Repeating start(String name, Duration interval, Task task) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(name + " cannot be repeated every " + interval);
    }
    Repeating repeating = new Repeating(name, interval, task);
    repeating.thread.start();
    return repeating;
  }

  private void run() {
    while (!closed) {
      turn();
      try {
        Thread.sleep(varied(interval));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void turn() {
    try {
      task.run();
      if (trouble != null) {
        LOG.info("{} works again", name);
        trouble = null;
      }
    } catch (Throwable e) {
      // Errors too: whoever stops without a word is missed too late.
      if (e instanceof InterruptedException && closed) {
        Thread.currentThread().interrupt();
      }
      String cause = String.valueOf(e);
      if (!closed && !cause.equals(trouble)) {
        LOG.warn("{} failed and is tried again: {}", name, cause);
        LOG.debug("{} failed", name, e);
        trouble = cause;
      }
    }
  }

  private static Duration varied(Duration interval) {
    double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Duration.ofNanos((long) (interval.toNanos() * factor));
  }

  /** Interrupts the turn that runs and waits at most 5 s for its end. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(LONGEST_CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
