package dev.ingot.cloud.aws;

import dev.ingot.cloud.Latency;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * CloudWatch's TargetResponseTime as a histogram: trimmed counts, {@code TC(low:high)}, tell how
 * many values lie above the one bound and at most at the other, out of a sketch that CloudWatch
 * keeps of each minute. Where they are not told, the quantiles are taken.
 */
final class ResponseTimes {
  /** A twentieth of a decade: buckets an eighth wide, from a millisecond to a minute and a half. */
  private static final int PER_DECADE = 20;

  private static final int DECADES = 5;
  private static final String BUCKET = "bucket";
  private static final Map<String, Double> QUANTILES =
      new LinkedHashMap<>(Map.of("p50", 0.5, "p90", 0.9, "p99", 0.99));

  /** In milliseconds, each with three digits. */
  static final List<Double> BOUNDS =
      IntStream.range(0, PER_DECADE * DECADES)
          .mapToObj(i -> Math.pow(10, (double) i / PER_DECADE))
          .map(bound -> new BigDecimal(bound).round(new MathContext(3)).doubleValue())
          .toList();

  private ResponseTimes() {}

  /** Id of a query to its statistic. */
  static Map<String, String> statistics() {
    Map<String, String> statistics = new LinkedHashMap<>();
    for (int i = 0; i <= BOUNDS.size(); i++) {
      String low = i == 0 ? "" : seconds(BOUNDS.get(i - 1));
      String high = i == BOUNDS.size() ? "" : seconds(BOUNDS.get(i));
      statistics.put(BUCKET + i, "TC(%s:%s)".formatted(low, high));
    }
    QUANTILES.keySet().forEach(p -> statistics.put(p, p));
    return statistics;
  }

  private static String seconds(double millis) {
    return BigDecimal.valueOf(millis)
        .movePointLeft(3)
        .setScale(6, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /**
   * What was told of one tick.
   *
   * @param values by query's id; what was not told is not in it
   */
  static Latency of(Instant start, Map<String, Double> values) {
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i <= BOUNDS.size(); i++) {
      counts.add(Math.max(0, Math.round(values.getOrDefault(BUCKET + i, 0.0))));
    }
    if (counts.stream().anyMatch(count -> count > 0)) {
      return new Latency.Histogram(start, BOUNDS, counts);
    }
    Map<Double, Double> quantiles = new LinkedHashMap<>();
    QUANTILES.forEach(
        (id, quantile) -> {
          Double seconds = values.get(id);
          if (seconds != null) {
            quantiles.put(quantile, seconds * 1000);
          }
        });
    return quantiles.isEmpty()
        ? new Latency.Unknown(start)
        : new Latency.Quantiles(start, quantiles);
  }
}
