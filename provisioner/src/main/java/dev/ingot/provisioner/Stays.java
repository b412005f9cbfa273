package dev.ingot.provisioner;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Deployments that wait for something, and since when. Thread-safe.
 *
 * <p>Nobody says so when one goes to another worker. So who does not come back for a while has
 * left.
 */
final class Stays {
  private final Duration lease;
  private final Map<String, Stay> stays = new HashMap<>();

  /** Since when, and when last seen. */
  private record Stay(Instant since, Instant seen) {}

  /**
   * Nobody waits.
   *
   * @param lease how long one counts that does not come back
   */
  Stays(Duration lease) {
    this.lease = lease;
  }

  /** It waits now: for how long? */
  synchronized Duration see(String deployment, Instant now) {
    stays.values().removeIf(stay -> stay.seen().plus(lease).isBefore(now));
    Stay before = stays.get(deployment);
    Instant since = before == null ? now : before.since();
    stays.put(deployment, new Stay(since, now));
    return Duration.between(since, now);
  }

  synchronized boolean has(String deployment) {
    return stays.containsKey(deployment);
  }

  /** It waits no longer: did it before? */
  synchronized boolean leave(String deployment) {
    return stays.remove(deployment) != null;
  }
}
