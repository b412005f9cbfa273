package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.proxy.Counters;
import dev.ingot.sandbox.cloud.proxy.Counters.Tick;
import dev.ingot.sandbox.cloud.proxy.ResponseTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The load balancer's metrics of the last hour, to the second. Unlike CloudWatch's, a count is an
 * explicit zero while its target group is in use.
 */
public final class Metrics {
  /** How far back they go. */
  public static final Duration MEMORY = Duration.ofHours(1);

  /** Counts, by name. */
  private static final Map<String, ToDoubleFunction<Tick>> COUNTS =
      new TreeMap<>(
          Map.of(
              "RequestCount", Tick::requests,
              "HTTPCode_Target_2XX_Count", Tick::status2xx,
              "HTTPCode_Target_3XX_Count", Tick::status3xx,
              "HTTPCode_Target_4XX_Count", Tick::status4xx,
              "HTTPCode_Target_5XX_Count", Tick::status5xx,
              // A load balancer of AWS counts an answer that never came only for itself as a whole;
              // here the target group that owes it is told too.
              "TargetConnectionErrorCount", tick -> tick.connectionErrors() + tick.timeouts()));

  private static final String RESPONSE_TIME = "TargetResponseTime";

  private final TargetGroups targetGroups;
  private final Counters counters;

  public Metrics(TargetGroups targetGroups, Counters counters) {
    this.targetGroups = targetGroups;
    this.counters = counters;
  }

  /** Names of all metrics there are. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(COUNTS.keySet());
    names.add(RESPONSE_TIME);
    return names;
  }

  /**
   * What was measured in a period.
   *
   * @param samples how many numbers it is made of
   * @param times the numbers themselves, of a metric that is made of times
   */
  public record Point(
      double sum, double samples, double minimum, double maximum, Optional<ResponseTimes> times) {
    private Point and(Point other) {
      return new Point(
          sum + other.sum,
          samples + other.samples,
          Math.min(minimum, other.minimum),
          Math.max(maximum, other.maximum),
          times.isPresent() && other.times.isPresent()
              ? Optional.of(times.get().plus(other.times.get()))
              : times.or(() -> other.times));
    }
  }

  /**
   * The points of a metric that begin in {@code [from, to)}, by when they begin.
   *
   * @param targetGroup as the dimension names it; empty for the load balancer as a whole
   * @param period in seconds
   */
  public SortedMap<Instant, Point> read(
      String metric, String targetGroup, Instant from, Instant to, int period) {
    SortedMap<Instant, Point> points = new TreeMap<>();
    for (TargetGroup group : targetGroups.all()) {
      if (!targetGroup.isEmpty() && !Arns.dimension(group.arn()).equals(targetGroup)) {
        continue;
      }
      for (Tick tick : counters.ticks(group.arn(), seconds(from), seconds(to))) {
        add(points, metric, group, tick, period);
      }
    }
    return points;
  }

  private static void add(
      Map<Instant, Point> points, String metric, TargetGroup group, Tick tick, int period) {
    Instant second = Instant.ofEpochSecond(tick.epochSecond());
    Instant begin = Instant.ofEpochSecond(tick.epochSecond() / period * period);
    ToDoubleFunction<Tick> count = COUNTS.get(metric);
    if (count != null && (tick.requests() > 0 || group.usedAt(second))) {
      double value = count.applyAsDouble(tick);
      points.merge(begin, new Point(value, 1, value, value, Optional.empty()), Point::and);
    } else if (metric.equals(RESPONSE_TIME) && tick.responses() > 0) {
      double mean = tick.responseSecondsSum() / tick.responses();
      points.merge(
          begin,
          new Point(
              tick.responseSecondsSum(),
              tick.responses(),
              mean,
              tick.responseSecondsMax(),
              Optional.of(tick.responseTimes())),
          Point::and);
    }
  }

  /** The second that begins then or next. */
  private static long seconds(Instant time) {
    return time.getNano() == 0 ? time.getEpochSecond() : time.getEpochSecond() + 1;
  }
}
