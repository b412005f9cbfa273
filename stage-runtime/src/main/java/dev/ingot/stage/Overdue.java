package dev.ingot.stage;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Ends what nothing has ended in its time. All that wait share one look now and then: a timer for
 * each would wake a thread when it is set and again when it is taken back, and nearly every one is
 * taken back.
 */
final class Overdue {
  private static final long GRAIN_MILLIS = 50;

  private final Queue<Due> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean planned = new AtomicBoolean();
  private final LongSupplier nanoTime;
  private final Executor later;

  /** Somebody who waits, by {@link System#nanoTime}. */
  private record Due(CompletableFuture<?> future, long at) {
    boolean over(long now) {
      return future.isDone()
          || (now - at >= 0 && future.completeExceptionally(new TimeoutException()));
    }
  }

  Overdue() {
    this(System::nanoTime, CompletableFuture.delayedExecutor(GRAIN_MILLIS, TimeUnit.MILLISECONDS));
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   * @param later runs what it is given a while later, and never at once
   */
  Overdue(LongSupplier nanoTime, Executor later) {
    this.nanoTime = nanoTime;
    this.later = later;
  }

  /**
   * Completes it with a {@link TimeoutException} when nothing has completed it within the time, or
   * 50 ms after it. Thread-safe.
   */
  void end(CompletableFuture<?> future, Duration within) {
    waiting.add(new Due(future, nanoTime.getAsLong() + within.toNanos()));
    plan();
  }

  private void plan() {
    if (!planned.get() && planned.compareAndSet(false, true)) {
      later.execute(this::look);
    }
  }

  private void look() {
    // Before it looks: whoever comes meanwhile is either seen or plans the next look.
    planned.set(false);
    long now = nanoTime.getAsLong();
    waiting.removeIf(due -> due.over(now));
    if (!waiting.isEmpty()) {
      plan();
    }
  }
}
