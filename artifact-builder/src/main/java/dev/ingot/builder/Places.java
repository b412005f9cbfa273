package dev.ingot.builder;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The places for bakes: so many at once, and whoever has waited longest is next. Thread-safe.
 *
 * <p>Nobody says so when a bake goes to another worker. So who does not come back for a while has
 * left, with or without a place.
 */
final class Places {
  private final int limit;
  private final Duration lease;
  private final Map<String, Stay> inside = new LinkedHashMap<>();
  private final Map<String, Stay> waiting = new LinkedHashMap<>();

  /** Since when, and when last seen. */
  private record Stay(Instant since, Instant seen) {
    Stay seenAt(Instant now) {
      return new Stay(since, now);
    }
  }

  /**
   * With all of them free.
   *
   * @param limit at least 1
   * @param lease how long somebody counts who does not come back
   */
  Places(int limit, Duration lease) {
    this.limit = limit;
    this.lease = lease;
  }

  /**
   * Takes a place, if it has not one already, and if there are more free than are waited for
   * longer.
   *
   * @return since when it has its place
   */
  synchronized Optional<Instant> enter(String bake, Instant now) {
    expire(now);
    if (!inside.containsKey(bake) && !isNext(bake)) {
      return Optional.empty();
    }
    return Optional.of(admit(bake, now));
  }

  /** Takes a place, be there one or not: what has begun is never sent away. */
  synchronized Instant admit(String bake, Instant now) {
    waiting.remove(bake);
    Stay stay = inside.getOrDefault(bake, new Stay(now, now)).seenAt(now);
    inside.put(bake, stay);
    return stay.since();
  }

  private boolean isNext(String bake) {
    int free = limit - inside.size();
    for (String earlier : waiting.keySet()) {
      if (earlier.equals(bake)) {
        break;
      }
      free--;
    }
    return free > 0;
  }

  /** Whether it has a place. */
  synchronized boolean has(String bake) {
    return inside.containsKey(bake);
  }

  /** Whether it waits for a place. */
  synchronized boolean awaits(String bake) {
    return waiting.containsKey(bake);
  }

  /**
   * Waits for a place, behind those who wait already.
   *
   * @return since when it waits
   */
  synchronized Instant await(String bake, Instant now) {
    Stay stay = waiting.getOrDefault(bake, new Stay(now, now)).seenAt(now);
    waiting.put(bake, stay);
    return stay.since();
  }

  /** Gives its place back, or waits no longer. */
  synchronized void leave(String bake) {
    inside.remove(bake);
    waiting.remove(bake);
  }

  int limit() {
    return limit;
  }

  synchronized int taken() {
    return inside.size();
  }

  synchronized int awaited() {
    return waiting.size();
  }

  private void expire(Instant now) {
    inside.values().removeIf(stay -> stay.seen().plus(lease).isBefore(now));
    waiting.values().removeIf(stay -> stay.seen().plus(lease).isBefore(now));
  }
}
