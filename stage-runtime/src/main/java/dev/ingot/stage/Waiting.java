package dev.ingot.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What waits for something before anything is begun for it, and since when: so that it is told
 * once, and that the cloud is not asked meanwhile. Thread-safe; in memory only, so after a takeover
 * the cloud is asked once more.
 *
 * <p>Nobody says so when a record goes to another worker. So who does not come back for a while has
 * left, and of who comes for the first time nothing is known.
 */
public final class Waiting {
  private final Duration lease;
  private final Map<String, Stay> stays = new HashMap<>();

  /** Since when, and when last seen. */
  private record Stay(Instant since, Instant seen) {}

  /**
   * Nobody waits.
   *
   * @param lease how long one is remembered that does not come back; longer than from look to look
   */
  public Waiting(Duration lease) {
    this.lease = lease;
  }

  /**
   * It is looked at. At its first look nothing is known of it: another worker may have begun it
   * meanwhile.
   *
   * @param begun as {@link StageContext#begun} says
   */
  public synchronized void arrive(String id, boolean begun) {
    if (!begun) {
      stays.remove(id);
    }
  }

  /** It waits now: for how long? */
  public synchronized Duration see(String id, Instant now) {
    stays.values().removeIf(stay -> stay.seen().plus(lease).isBefore(now));
    Stay before = stays.get(id);
    Instant since = before == null ? now : before.since();
    stays.put(id, new Stay(since, now));
    return Duration.between(since, now);
  }

  /** It waits now: did it not before? */
  public synchronized boolean begin(String id, Instant now) {
    boolean begins = !stays.containsKey(id);
    see(id, now);
    return begins;
  }

  /** Whether it waits. */
  public synchronized boolean has(String id) {
    return stays.containsKey(id);
  }

  /** It waits no longer: did it before? */
  public synchronized boolean leave(String id) {
    return stays.remove(id) != null;
  }
}
