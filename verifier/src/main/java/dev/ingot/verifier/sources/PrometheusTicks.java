package dev.ingot.verifier.sources;

import dev.ingot.verifier.judge.Distribution.Buckets;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.sources.PrometheusAnswer.Line;
import dev.ingot.verifier.sources.PrometheusAnswer.Point;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Series of Prometheus as samples, tick by tick. Pure. What was well said and makes no sense breaks
 * every tick that was asked for: which of two values is right, nobody can tell.
 *
 * @param from begin of the first tick that was asked for
 * @param to end of the last one
 */
record PrometheusTicks(Instant from, Instant to, Duration tick) {
  /** Buckets' increases are extrapolated each for itself, so they may not quite rise. */
  private static final double SLACK = 0.01;

  /** The one series of a query, by tick; broken when it is not one. */
  private record Numbers(Map<Instant, Double> byTick, Optional<String> broken) {}

  /** A pair of counters. */
  Map<Instant, Sample> pair(List<Line> total, List<Line> count) {
    Numbers all = one("total", total);
    Numbers counted = one("count", count);
    Optional<String> broken = all.broken().or(counted::broken);
    if (broken.isPresent()) {
      return everywhere(broken.get());
    }
    Map<Instant, Sample> samples = new HashMap<>();
    all.byTick()
        .forEach(
            (start, value) ->
                Optional.ofNullable(counted.byTick().get(start))
                    .ifPresent(c -> samples.put(start, new Sample.Counted(value, c))));
    return samples;
  }

  /** A histogram: a series for each upper bound, which counts all that is at most as large. */
  Map<Instant, Sample> histogram(List<Line> lines) {
    TreeMap<Double, Map<Instant, Double>> byBound = new TreeMap<>();
    for (Line line : lines) {
      String le = line.labels().get("le");
      if (le == null) {
        return everywhere("a series without the label le is no bucket; query sum by (le) (…)");
      }
      Numbers numbers = numbers("the bucket le=" + le, line);
      if (numbers.broken().isPresent()) {
        return everywhere(numbers.broken().get());
      }
      double bound;
      try {
        bound = PrometheusAnswer.number(le);
      } catch (IOException e) {
        return everywhere("the bound le=%s is not a number".formatted(le));
      }
      if (Double.isNaN(bound) || byBound.put(bound, numbers.byTick()) != null) {
        return everywhere("the bucket le=%s came twice; query sum by (le) (…)".formatted(le));
      }
    }
    Map<Instant, Sample> samples = new HashMap<>();
    for (Instant start = from; start.isBefore(to); start = start.plus(tick)) {
      Instant at = start;
      if (byBound.values().stream().anyMatch(values -> values.containsKey(at))) {
        samples.put(at, buckets(at, byBound));
      }
    }
    return samples;
  }

  private static Sample buckets(Instant start, TreeMap<Double, Map<Instant, Double>> byBound) {
    if (byBound.isEmpty() || byBound.lastKey() != Double.POSITIVE_INFINITY) {
      return new Sample.Broken("the bucket le=+Inf is missing");
    }
    List<Double> bounds = new ArrayList<>();
    List<Double> counts = new ArrayList<>();
    double below = 0;
    for (Map.Entry<Double, Map<Instant, Double>> bucket : byBound.entrySet()) {
      Double upTo = bucket.getValue().get(start);
      if (upTo == null) {
        return new Sample.Broken("the bucket le=%s is missing".formatted(bucket.getKey()));
      }
      Optional<String> odd = Sample.odd(upTo);
      if (odd.isPresent()) {
        return new Sample.Broken("the bucket le=%s: %s".formatted(bucket.getKey(), odd.get()));
      }
      if (upTo < below - 1 - SLACK * below) {
        return new Sample.Broken(
            "the bucket le=%s holds %s, less than the %s below it"
                .formatted(bucket.getKey(), upTo, below));
      }
      counts.add(Math.max(0, upTo - below));
      below = Math.max(below, upTo);
      if (!bucket.getKey().isInfinite()) {
        bounds.add(bucket.getKey());
      }
    }
    return new Sample.Spread(new Buckets(bounds, counts));
  }

  private Numbers one(String query, List<Line> lines) {
    if (lines.size() > 1) {
      return new Numbers(
          Map.of(),
          Optional.of(
              "the query for the %s gives %d series, one was expected; query sum(…)"
                  .formatted(query, lines.size())));
    }
    return lines.isEmpty()
        ? new Numbers(Map.of(), Optional.empty())
        : numbers("the query for the " + query, lines.getFirst());
  }

  /** A value at the end of each tick, in order, and none twice. */
  private Numbers numbers(String what, Line line) {
    Map<Instant, Double> byTick = new HashMap<>();
    long last = Long.MIN_VALUE;
    for (Point point : line.points()) {
      Instant at = Instant.ofEpochMilli(point.millis());
      if (point.millis() <= last) {
        return broken(
            point.millis() == last
                ? "%s gives the value at %s twice".formatted(what, at)
                : "%s gives the value at %s out of order".formatted(what, at));
      }
      last = point.millis();
      Instant start = at.minus(tick);
      boolean onGrid =
          !start.isBefore(from)
              && start.isBefore(to)
              && Duration.between(from, start).toMillis() % tick.toMillis() == 0;
      if (!onGrid) {
        return broken("%s gives a value at %s, which was not asked for".formatted(what, at));
      }
      byTick.put(start, point.value());
    }
    return new Numbers(byTick, Optional.empty());
  }

  private static Numbers broken(String why) {
    return new Numbers(Map.of(), Optional.of(why));
  }

  /** The same breakage in every tick. */
  Map<Instant, Sample> everywhere(String why) {
    Map<Instant, Sample> samples = new HashMap<>();
    for (Instant start = from; start.isBefore(to); start = start.plus(tick)) {
      samples.put(start, new Sample.Broken(why));
    }
    return samples;
  }
}
