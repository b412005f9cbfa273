package dev.ingot.listener.webhook;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How many pushes a second each service may report: a runaway hook is slowed down, and it alone. It
 * counts only what was verified, so that nobody can use up another's share.
 */
final class PushRates {
  private static final double NANOS = 1e9;

  private final int perSecond;
  private final LongSupplier nanoTime;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /** Fills evenly, and holds two seconds' worth. */
  private final class Bucket {
    private double tokens = 2.0 * perSecond;
    private long at = nanoTime.getAsLong();

    synchronized boolean take() {
      long now = nanoTime.getAsLong();
      tokens = Math.min(2.0 * perSecond, tokens + (now - at) / NANOS * perSecond);
      at = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }

  /**
   * @param perSecond 0 for no limit
   * @param nanoTime as {@link System#nanoTime}
   */
  PushRates(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
  }

  /**
   * Whether one more is within the service's share, which it then uses.
   *
   * @param service one that is registered: there is a bucket for each
   */
  boolean allow(String service) {
    return perSecond == 0 || buckets.computeIfAbsent(service, s -> new Bucket()).take();
  }
}
