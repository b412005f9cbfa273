package dev.ingot.stage;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this worker may still believe that its partitions are its own: its last successful poll
 * is younger than half of the session timeout.
 *
 * <p>A poll counts from when it began, and only while the group answers heartbeats: none for half
 * of the brokers' session timeout, and polls prove nothing. After a pause of the process they do
 * not either, for the group may have moved on meanwhile: they count again once two more heartbeats
 * have been answered, the second of which must have been sent after the pause.
 */
final class Lease {
  private static final int PROOF = 2;

  private final long longestSilence;
  private final long longestHeartbeatSilence;
  private final LongSupplier nanoTime;
  private volatile long renewedAt;
  private long lastPoll;
  private long heartbeats;
  private long lastHeartbeat;
  private long heartbeatsNeeded = 1;

  /**
   * @param assumed the session timeout that the worker was told
   * @param brokers the session timeout that the group has, at least as long
   */
  Lease(Duration assumed, Duration brokers, LongSupplier nanoTime) {
    this.longestSilence = assumed.toNanos() / 2;
    this.longestHeartbeatSilence = brokers.toNanos() / 2;
    this.nanoTime = nanoTime;
    this.lastPoll = nanoTime.getAsLong();
    this.lastHeartbeat = lastPoll;
    this.renewedAt = lastPoll - longestSilence;
  }

  /**
   * A poll has come back; called by the polling thread alone.
   *
   * @param began when it was begun, in nanoseconds
   * @param answered heartbeats of this member that were answered, ever
   */
  void polled(long began, long answered) {
    long now = nanoTime.getAsLong();
    if (now - lastPoll > longestSilence) {
      heartbeatsNeeded = answered + PROOF;
    }
    lastPoll = began;
    if (answered > heartbeats) {
      heartbeats = answered;
      lastHeartbeat = now;
    }
    if (answered >= heartbeatsNeeded && now - lastHeartbeat < longestHeartbeatSilence) {
      renewedAt = began;
    }
  }

  boolean held() {
    return nanoTime.getAsLong() - renewedAt < longestSilence;
  }

  /** Age of the last successful poll. */
  Duration age() {
    return Duration.ofNanos(nanoTime.getAsLong() - renewedAt);
  }
}
