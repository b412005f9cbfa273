package dev.ingot.benchmarks.load;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one round measured. */
public final class Latencies {
  private final long[] sorted;

  /**
   * @param nanos in any order, at least one
   */
  public Latencies(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  public int count() {
    return sorted.length;
  }

  /** The smallest value that at least this share of all does not exceed, in milliseconds. */
  public double percentile(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  public double p50() {
    return percentile(0.50);
  }

  public double p99() {
    return percentile(0.99);
  }

  /** The median over rounds of what is read off each. */
  public static double median(List<Latencies> rounds, ToDoubleFunction<Latencies> reading) {
    return median(rounds.stream().map(reading::applyAsDouble).toList());
  }

  /**
   * The middle of the values, or the mean of the two in the middle.
   *
   * @param values in any order, at least one
   */
  public static double median(Collection<Double> values) {
    double[] inOrder = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (inOrder.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    int middle = inOrder.length / 2;
    return inOrder.length % 2 == 1 ? inOrder[middle] : (inOrder[middle - 1] + inOrder[middle]) / 2;
  }
}
