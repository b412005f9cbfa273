package dev.ingot.sandbox.cloud.proxy;

import java.util.Map;
import java.util.TreeMap;

/**
 * How long answers took, as CloudWatch keeps it: not each time, but how many lie in each of buckets
 * that are one per cent wide. Not thread-safe.
 */
public final class ResponseTimes {
  private static final double WIDTH = Math.log(1.01);
  private static final double SHORTEST_SECONDS = 1e-6;

  private final TreeMap<Integer, Long> buckets = new TreeMap<>();

  /** Adds one, in seconds. */
  void add(double seconds) {
    buckets.merge(bucket(Math.max(seconds, SHORTEST_SECONDS)), 1L, Long::sum);
  }

  /** Both together. */
  public ResponseTimes plus(ResponseTimes other) {
    ResponseTimes sum = new ResponseTimes();
    sum.buckets.putAll(buckets);
    other.buckets.forEach((bucket, count) -> sum.buckets.merge(bucket, count, Long::sum));
    return sum;
  }

  /** How many there are. */
  public long count() {
    return buckets.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many are above the one bound and at most the other, in seconds. */
  public long between(double above, double atMost) {
    return buckets.entrySet().stream()
        .filter(entry -> seconds(entry) > above && seconds(entry) <= atMost)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The quantile, 0 to 1, in seconds; 0 where there are none. */
  public double quantile(double quantile) {
    double wanted = quantile * count();
    long sum = 0;
    for (Map.Entry<Integer, Long> entry : buckets.entrySet()) {
      sum += entry.getValue();
      if (sum >= wanted) {
        return seconds(entry);
      }
    }
    return 0;
  }

  private static int bucket(double seconds) {
    return (int) Math.ceil(Math.log(seconds) / WIDTH);
  }

  private static double seconds(Map.Entry<Integer, Long> entry) {
    return Math.exp(entry.getKey() * WIDTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResponseTimes times && times.buckets.equals(buckets);
  }

  @Override
  public int hashCode() {
    return buckets.hashCode();
  }

  @Override
  public String toString() {
    return buckets.toString();
  }
}
