package dev.ingot.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a guard looked last: one whose look never ends fails without a word, and nobody must take it
 * for well. By the machine's own clock, which nobody sets.
 */
final class LastLook {
  /** So many intervals without the end of a look are too many. */
  private static final int LATE = 3;

  private static final Duration LATE_AT_LEAST = Duration.ofSeconds(15);

  /** Every call to a cloud ends long before: nothing but a restart helps. */
  private static final Duration STUCK = Duration.ofMinutes(5);

  private final LongSupplier nanoTime;
  private volatile Duration interval = Duration.ZERO;
  private volatile long ended;
  private volatile long movedOn;

  LastLook(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.ended = nanoTime.getAsLong();
    this.movedOn = ended;
  }

  /** From now on there is to be a look after every interval. */
  void expectedEvery(Duration interval) {
    ended();
    this.interval = interval;
  }

  /** A look has gone one rule further, with success or without. */
  void movedOn() {
    movedOn = nanoTime.getAsLong();
  }

  /** A look has ended, with success or without. */
  void ended() {
    movedOn();
    ended = movedOn;
  }

  Duration age() {
    return since(ended);
  }

  /** Whether rules may be overdue that nobody has seen. */
  boolean isLate() {
    return isLonger(age(), LATE, LATE_AT_LEAST);
  }

  /** Whether it will never end by itself. */
  boolean isStuck() {
    return isLonger(since(movedOn), LATE, STUCK);
  }

  private boolean isLonger(Duration age, int intervals, Duration atLeast) {
    Duration most = interval.multipliedBy(intervals);
    return !interval.isZero() && age.compareTo(most.compareTo(atLeast) < 0 ? atLeast : most) > 0;
  }

  private Duration since(long moment) {
    return Duration.ofNanos(nanoTime.getAsLong() - moment);
  }
}
