package dev.ingot.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one round measured. */
final class Latencies {
  private final long[] sorted;

  /**
   * @param nanos in any order, at least one
   */
  Latencies(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  /** The smallest value that at least this share of all does not exceed, in milliseconds. */
  double percentile(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  /** The median over rounds of what is read off each. */
  static double median(List<Latencies> rounds, ToDoubleFunction<Latencies> reading) {
    double[] values = rounds.stream().mapToDouble(reading).sorted().toArray();
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
