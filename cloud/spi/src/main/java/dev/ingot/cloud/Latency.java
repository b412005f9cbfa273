package dev.ingot.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How long a fleet's answers took in one tick, as well as the cloud knows. Milliseconds. */
public sealed interface Latency {
  /** The begin of the tick. */
  Instant start();

  /** Nothing is known: missing is not zero. */
  record Unknown(Instant start) implements Latency {}

  /**
   * Counts between bounds.
   *
   * @param bounds upper bounds, rising; the same in every tick and of every fleet of a cloud
   * @param counts one per bound, and one of what lies beyond the last; each bucket for itself
   */
  record Histogram(Instant start, List<Double> bounds, List<Long> counts) implements Latency {
    public Histogram {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
      if (counts.size() != bounds.size() + 1) {
        throw new IllegalArgumentException(
            "%d counts do not lie between %d bounds".formatted(counts.size(), bounds.size()));
      }
    }
  }

  /**
   * No more than quantiles.
   *
   * @param values by quantile, 0 to 1
   */
  record Quantiles(Instant start, Map<Double, Double> values) implements Latency {
    public Quantiles {
      values = Map.copyOf(values);
    }
  }
}
