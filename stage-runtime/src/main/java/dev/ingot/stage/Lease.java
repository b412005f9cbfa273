package dev.ingot.stage;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this worker may still believe that its partitions are its own: its last successful poll
 * is younger than half of the session timeout.
 *
 * <p>A poll counts from when it began. After a pause of the process the first polls prove nothing,
 * for the group may have moved on meanwhile: they count again once two more heartbeats have been
 * answered, the second of which must have been sent after the pause.
 */
final class Lease {
  private static final int PROOF = 2;

  private final long half;
  private final LongSupplier nanoTime;
  private volatile long renewedAt;
  private long lastPoll;
  private long heartbeatsNeeded;

  Lease(Duration sessionTimeout, LongSupplier nanoTime) {
    this.half = sessionTimeout.toNanos() / 2;
    this.nanoTime = nanoTime;
    this.lastPoll = nanoTime.getAsLong();
    this.renewedAt = lastPoll - half;
  }

  /**
   * A poll has come back; called by the polling thread alone.
   *
   * @param began when it was begun, in nanoseconds
   * @param heartbeatsAnswered of this member, ever
   */
  void polled(long began, long heartbeatsAnswered) {
    if (nanoTime.getAsLong() - lastPoll > half) {
      heartbeatsNeeded = heartbeatsAnswered + PROOF;
    }
    lastPoll = began;
    if (heartbeatsAnswered >= heartbeatsNeeded) {
      renewedAt = began;
    }
  }

  boolean held() {
    return nanoTime.getAsLong() - renewedAt < half;
  }

  /** Age of the last successful poll. */
  Duration age() {
    return Duration.ofNanos(nanoTime.getAsLong() - renewedAt);
  }
}
