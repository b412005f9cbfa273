package dev.ingot.stage;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The machine's time, and one daemon thread that calls back. Long waits end in groups: thousands of
 * records that are looked at now and then must not wake a processor for each.
 */
final class TimerThread implements Timers, AutoCloseable {
  /** From this on, a wait may be a little longer. */
  private static final long LONG_WAIT = TimeUnit.SECONDS.toNanos(2);

  /** From one group of long waits to the next. */
  private static final long GRAIN = TimeUnit.MILLISECONDS.toNanos(50);

  private final ScheduledThreadPoolExecutor executor;

  TimerThread(String name) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public @Nullable Future<?> after(long nanos, Runnable action) {
    try {
      return executor.schedule(action, inGroups(nanos, now()), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      return null;
    }
  }

  /** A long wait, rounded up so that it ends together with others. */
  static long inGroups(long nanos, long now) {
    return nanos < LONG_WAIT ? nanos : nanos + Math.floorMod(-(now + nanos), GRAIN);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
