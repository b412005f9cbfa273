package dev.ingot.stage;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls back later, on one thread: what is called must not wait. At most one timer per record. */
final class Timers implements AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;

  Timers(String name) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Null when it is too late to plan anything. */
  @Nullable Future<?> after(long nanos, Runnable action) {
    try {
      return executor.schedule(action, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      return null;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
