package dev.ingot.verifier.judge;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * Values of one arm in one tick, in buckets.
 *
 * <p>A bucket that a threshold cuts in two is never guessed at: its values are neither above nor at
 * most the threshold. So the judge errs towards the candidate.
 */
public sealed interface Distribution {
  /** How many values there are. */
  long total();

  /** How many are surely above the threshold. */
  long above(double threshold);

  /** How many are surely at most the threshold. */
  long atMost(double threshold);

  /** Upper edge of the bucket in which the quantile lies; infinite beyond the last one. */
  double quantile(double quantile);

  /** Lower edge of that bucket: values up to it are surely below the quantile; may be below 0. */
  double below(double quantile);

  /** Whether values above the threshold could be seen. */
  boolean reaches(double threshold);

  /** Whether no bucket is cut in two by the threshold. */
  boolean isEdge(double threshold);

  /** Whether both have the same buckets. */
  boolean sameBuckets(Distribution other);

  /** Both together; of the same buckets. */
  Distribution plus(Distribution other);

  /** What is wrong with it; empty when it can be used. */
  Optional<String> trouble();

  /**
   * Counts between fixed bounds, as Prometheus has them, but each bucket for itself.
   *
   * @param bounds upper bounds, rising and finite
   * @param counts one per bound, and one of what lies beyond the last
   */
  record Buckets(List<Double> bounds, List<Double> counts) implements Distribution {
    public Buckets {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
    }

    @Override
    public long total() {
      return Math.round(sum(0, counts.size()));
    }

    @Override
    public long above(double threshold) {
      for (int i = 0; i < bounds.size(); i++) {
        if (bounds.get(i) >= threshold) {
          return Math.round(sum(i + 1, counts.size()));
        }
      }
      return 0;
    }

    @Override
    public long atMost(double threshold) {
      int end = 0;
      while (end < bounds.size() && bounds.get(end) <= threshold) {
        end++;
      }
      return Math.round(sum(0, end));
    }

    @Override
    public double quantile(double quantile) {
      int bucket = bucket(quantile);
      return bucket < bounds.size() ? bounds.get(bucket) : Double.POSITIVE_INFINITY;
    }

    @Override
    public double below(double quantile) {
      int bucket = bucket(quantile);
      return bucket > 0 ? bounds.get(bucket - 1) : Double.NEGATIVE_INFINITY;
    }

    private int bucket(double quantile) {
      double wanted = quantile * sum(0, counts.size());
      double sum = 0;
      for (int i = 0; i < bounds.size(); i++) {
        sum += counts.get(i);
        if (sum >= wanted) {
          return i;
        }
      }
      return bounds.size();
    }

    @Override
    public boolean reaches(double threshold) {
      return !bounds.isEmpty() && threshold <= bounds.getLast();
    }

    @Override
    public boolean isEdge(double threshold) {
      return bounds.contains(threshold);
    }

    @Override
    public boolean sameBuckets(Distribution other) {
      return other instanceof Buckets buckets && buckets.bounds.equals(bounds);
    }

    @Override
    public Distribution plus(Distribution other) {
      if (!(other instanceof Buckets buckets) || !sameBuckets(other)) {
        throw new IllegalArgumentException("histograms with other buckets have no sum");
      }
      return new Buckets(
          bounds,
          IntStream.range(0, counts.size())
              .mapToObj(i -> counts.get(i) + buckets.counts.get(i))
              .toList());
    }

    @Override
    public Optional<String> trouble() {
      if (bounds.isEmpty() || counts.size() != bounds.size() + 1) {
        return Optional.of(
            "%d counts between %d bounds are not a histogram"
                .formatted(counts.size(), bounds.size()));
      }
      for (int i = 0; i < bounds.size(); i++) {
        if (!Double.isFinite(bounds.get(i)) || (i > 0 && bounds.get(i) <= bounds.get(i - 1))) {
          return Optional.of("the histogram's bounds %s do not rise".formatted(bounds));
        }
      }
      return counts.stream().flatMap(count -> Sample.odd(count).stream()).findFirst();
    }

    private double sum(int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += counts.get(i);
      }
      return sum;
    }
  }

  /** An HdrHistogram; its values are whole numbers. */
  final class Hdr implements Distribution {
    private final AbstractHistogram histogram;

    /** Of a copy, so that nothing changes later. */
    public Hdr(AbstractHistogram histogram) {
      this.histogram = histogram.copy();
    }

    @Override
    public long total() {
      return histogram.getTotalCount();
    }

    @Override
    public long above(double threshold) {
      long whole = whole(threshold);
      return threshold < 0 ? total() : total() - histogram.getCountBetweenValues(0, whole);
    }

    @Override
    public long atMost(double threshold) {
      long edge = histogram.lowestEquivalentValue(whole(threshold) + 1) - 1;
      return threshold < 0 || edge < 0 ? 0 : histogram.getCountBetweenValues(0, edge);
    }

    @Override
    public double quantile(double quantile) {
      return histogram.getValueAtPercentile(100 * quantile);
    }

    @Override
    public double below(double quantile) {
      return histogram.lowestEquivalentValue(histogram.getValueAtPercentile(100 * quantile)) - 1.0;
    }

    @Override
    public boolean reaches(double threshold) {
      return histogram.isAutoResize() || threshold <= histogram.getHighestTrackableValue();
    }

    @Override
    public boolean isEdge(double threshold) {
      return histogram.highestEquivalentValue(whole(threshold)) == threshold;
    }

    @Override
    public boolean sameBuckets(Distribution other) {
      return other instanceof Hdr hdr
          && hdr.histogram.getNumberOfSignificantValueDigits()
              == histogram.getNumberOfSignificantValueDigits()
          && hdr.histogram.getLowestDiscernibleValue() == histogram.getLowestDiscernibleValue();
    }

    @Override
    public Distribution plus(Distribution other) {
      if (!(other instanceof Hdr hdr) || !sameBuckets(other)) {
        throw new IllegalArgumentException("histograms with other buckets have no sum");
      }
      Histogram sum =
          new Histogram(
              histogram.getLowestDiscernibleValue(),
              Math.max(
                  histogram.getHighestTrackableValue(), hdr.histogram.getHighestTrackableValue()),
              histogram.getNumberOfSignificantValueDigits());
      sum.setAutoResize(histogram.isAutoResize());
      sum.add(histogram);
      sum.add(hdr.histogram);
      return new Hdr(sum);
    }

    @Override
    public Optional<String> trouble() {
      return Optional.empty();
    }

    private static long whole(double threshold) {
      return (long) Math.floor(Math.clamp(threshold, 0, 0x1p60));
    }
  }
}
