package dev.ingot.verifier.sources;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.MetricQueries;
import dev.ingot.events.Reading;
import dev.ingot.pipeline.Selector;
import dev.ingot.verifier.judge.Distribution.Buckets;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.sources.Exposition.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a metric's counters come to on one instance's page, ever since it was started. Pure.
 *
 * @param count selector of those that are counted; of a histogram that of the histogram
 * @param total selector of all; empty for a histogram
 */
record Counted(Selector count, Optional<Selector> total) {
  private static final String BUCKET = "_bucket";

  static Counted of(CustomMetric metric) {
    MetricQueries queries = metric.getQueries();
    String histogram = queries.getHistogram();
    String total = queries.getTotal();
    String count = queries.getCount();
    if (histogram != null) {
      return new Counted(Selector.parse(histogram), Optional.empty());
    }
    if (total == null || count == null) {
      throw new SourceException("the metric names neither a pair nor a histogram");
    }
    return new Counted(Selector.parse(count), Optional.of(Selector.parse(total)));
  }

  /** Whether samples of this name are of interest. */
  boolean wants(String name) {
    return total
        .map(all -> name.equals(all.family()) || name.equals(count.family()))
        .orElseGet(() -> name.equals(count.family() + BUCKET));
  }

  /**
   * The counters, since the instance was started; empty where the page does not speak of them.
   *
   * @throws IOException when what it says makes no sense
   */
  Optional<Sample> on(Exposition page) throws IOException {
    return total.isPresent() ? pair(page, total.get()) : histogram(page);
  }

  private Optional<Sample> pair(Exposition page, Selector all) throws IOException {
    requireCounter(page, all.family());
    requireCounter(page, count.family());
    List<Line> totals = page.find(all.family(), all);
    // A counter that was never raised may not be shown yet; one that nobody knows is a mistake.
    if (totals.isEmpty() || !page.knows(count.family())) {
      return Optional.empty();
    }
    return Optional.of(new Sample.Counted(sum(totals), sum(page.find(count.family(), count))));
  }

  private static void requireCounter(Exposition page, String family) throws IOException {
    String type = page.type(family);
    if (type.equals("gauge") || type.equals("summary") || type.equals("histogram")) {
      throw new IOException("%s is a %s; a counter is needed".formatted(family, type));
    }
  }

  private static double sum(List<Line> lines) throws IOException {
    double sum = 0;
    for (Line line : lines) {
      Optional<String> odd = Sample.odd(line.value());
      if (odd.isPresent()) {
        throw new IOException(odd.get());
      }
      sum += line.value();
    }
    return sum;
  }

  private Optional<Sample> histogram(Exposition page) throws IOException {
    List<Line> lines = page.find(count.family() + BUCKET, count);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Map<Map<String, String>, TreeMap<Double, Double>> series = new java.util.LinkedHashMap<>();
    for (Line line : lines) {
      Map<String, String> others = new TreeMap<>(line.labels());
      String le = others.remove("le");
      if (le == null) {
        throw new IOException("a bucket has no label le");
      }
      double bound = PrometheusAnswer.number(le.replace("Infinity", "Inf"));
      Optional<String> odd = Sample.odd(line.value());
      if (odd.isPresent()) {
        throw new IOException("the bucket le=%s: %s".formatted(le, odd.get()));
      }
      if (series.computeIfAbsent(others, o -> new TreeMap<>()).put(bound, line.value()) != null) {
        throw new IOException("the bucket le=%s stands there twice".formatted(le));
      }
    }
    Optional<Buckets> sum = Optional.empty();
    for (TreeMap<Double, Double> one : series.values()) {
      Buckets buckets = buckets(one);
      if (sum.isPresent() && !sum.get().sameBuckets(buckets)) {
        throw new IOException("its series have different buckets; name the labels of one");
      }
      sum = Optional.of(sum.map(before -> (Buckets) before.plus(buckets)).orElse(buckets));
    }
    return sum.map(Sample.Spread::new);
  }

  private static Buckets buckets(TreeMap<Double, Double> cumulative) throws IOException {
    if (cumulative.lastKey() != Double.POSITIVE_INFINITY) {
      throw new IOException("the bucket le=+Inf is missing");
    }
    List<Double> bounds = new ArrayList<>();
    List<Double> counts = new ArrayList<>();
    double below = 0;
    for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
      if (bucket.getValue() < below) {
        throw new IOException(
            "the bucket le=%s holds %s, less than the %s below it"
                .formatted(bucket.getKey(), bucket.getValue(), below));
      }
      counts.add(bucket.getValue() - below);
      below = bucket.getValue();
      if (!bucket.getKey().isInfinite()) {
        bounds.add(bucket.getKey());
      }
    }
    if (bounds.size() > Samples.MOST_BOUNDS) {
      throw new IOException(
          "the histogram has %d buckets, at most %d are taken"
              .formatted(bounds.size(), Samples.MOST_BOUNDS));
    }
    return new Buckets(bounds, counts);
  }

  /** The counters as the log keeps them. */
  static Reading reading(String instance, Sample sample) {
    return switch (sample) {
      case Sample.Counted pair ->
          Reading.newBuilder()
              .setInstance(instance)
              .setBounds(List.of())
              .setValues(List.of(pair.total(), pair.count()))
              .build();
      case Sample.Spread(Buckets buckets) ->
          Reading.newBuilder()
              .setInstance(instance)
              .setBounds(buckets.bounds())
              .setValues(buckets.counts())
              .build();
      default -> throw new IllegalArgumentException("no counters: " + sample);
    };
  }

  /** The counters from the log. */
  static Sample sample(Reading reading) {
    if (!reading.getBounds().isEmpty()) {
      return new Sample.Spread(new Buckets(reading.getBounds(), reading.getValues()));
    }
    return reading.getValues().size() == 2
        ? new Sample.Counted(reading.getValues().get(0), reading.getValues().get(1))
        : new Sample.Broken("what was kept of its counters cannot be read");
  }
}
