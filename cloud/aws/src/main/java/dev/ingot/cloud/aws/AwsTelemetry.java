package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Latency;
import dev.ingot.cloud.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/**
 * CloudWatch's counts of a target group.
 *
 * <p>The rule: {@code errors} are 5xx of targets and failed connections to them. {@code requests}
 * is RequestCount, which counts a request once a target was chosen for it, so those whose
 * connection failed are in it; should a source count answers only, requests are at least the
 * errors. AWS leaves out the 5xx metric where it would be zero, so it counts as zero where
 * RequestCount says anything; where nothing says anything the tick is unknown.
 */
final class AwsTelemetry implements Telemetry {
  private static final String REQUESTS = "requests";
  private static final String SERVER_ERRORS = "server_errors";
  private static final String CONNECTION_ERRORS = "connection_errors";
  private static final Map<String, String> METRICS =
      Map.of(
          REQUESTS, "RequestCount",
          SERVER_ERRORS, "HTTPCode_Target_5XX_Count",
          CONNECTION_ERRORS, "TargetConnectionErrorCount");
  private static final String RESPONSE_TIME = "TargetResponseTime";
  private static final int MOST_TICKS = 10_000;

  private final CloudEnvironment environment;
  private final Supplier<CloudWatchClient> metrics;
  private final Listener listener;
  private final InstantSource clock;

  AwsTelemetry(CloudEnvironment environment, AwsClients clients, InstantSource clock) {
    this.environment = environment;
    this.metrics = clients::metrics;
    this.listener = new Listener(clients.elb(), environment.listener());
    this.clock = clock;
  }

  @Override
  public Duration tick() {
    return environment.tick();
  }

  @Override
  public Duration delay() {
    return environment.telemetryDelay();
  }

  @Override
  public List<Tick> ticks(String fleet, Instant from, Instant to) {
    List<Instant> starts = completeTicks(from, to, clock.instant(), tick(), delay());
    if (starts.isEmpty()) {
      return List.of();
    }
    return AwsFailures.translated(
        () ->
            listener
                .targetGroup(fleet)
                .map(group -> counts(group, starts))
                .orElseGet(Counts::new)
                .ticks(starts));
  }

  @Override
  public List<Latency> latencies(String fleet, Instant from, Instant to) {
    List<Instant> starts = completeTicks(from, to, clock.instant(), tick(), delay());
    if (starts.isEmpty()) {
      return List.of();
    }
    Counts counts =
        AwsFailures.translated(
            () ->
                listener
                    .targetGroup(fleet)
                    .map(
                        group ->
                            ask(
                                ResponseTimes.statistics().entrySet().stream()
                                    .map(s -> query(s.getKey(), RESPONSE_TIME, s.getValue(), group))
                                    .toList(),
                                starts))
                    .orElseGet(Counts::new));
    return starts.stream().map(start -> ResponseTimes.of(start, counts.at(start))).toList();
  }

  static List<Instant> completeTicks(
      Instant from, Instant to, Instant now, Duration tick, Duration delay) {
    List<Instant> starts = new ArrayList<>();
    Instant start = Telemetry.firstTickFrom(from, tick);
    while (start.isBefore(to) && !start.plus(tick).plus(delay).isAfter(now)) {
      if (starts.size() == MOST_TICKS) {
        throw new CloudException.Invalid("more than " + MOST_TICKS + " ticks in one question");
      }
      starts.add(start);
      start = start.plus(tick);
    }
    return starts;
  }

  private Counts counts(TargetGroup group, List<Instant> starts) {
    List<MetricDataQuery> queries =
        METRICS.entrySet().stream()
            .map(m -> query(m.getKey(), m.getValue(), "Sum", group))
            .toList();
    return ask(queries, starts);
  }

  private Counts ask(List<MetricDataQuery> queries, List<Instant> starts) {
    Instant begin = starts.getFirst();
    Instant end = starts.getLast().plus(tick());
    Counts counts = new Counts();
    for (GetMetricDataResponse page :
        metrics
            .get()
            .getMetricDataPaginator(
                r ->
                    r.metricDataQueries(queries)
                        .startTime(begin)
                        .endTime(end)
                        .scanBy(ScanBy.TIMESTAMP_ASCENDING))) {
      page.metricDataResults().forEach(counts::add);
    }
    return counts;
  }

  private MetricDataQuery query(String id, String metric, String statistic, TargetGroup group) {
    return MetricDataQuery.builder()
        .id(id)
        .returnData(true)
        .metricStat(
            s ->
                s.period((int) tick().toSeconds())
                    .stat(statistic)
                    .metric(
                        m ->
                            m.namespace("AWS/ApplicationELB")
                                .metricName(metric)
                                .dimensions(
                                    dimension("TargetGroup", targetGroupName(group)),
                                    dimension("LoadBalancer", loadBalancerName()))))
        .build();
  }

  private static Dimension dimension(String name, String value) {
    return Dimension.builder().name(name).value(value).build();
  }

  /** {@code targetgroup/<name>/<id>}: the end of its ARN. */
  private static String targetGroupName(TargetGroup group) {
    return group.targetGroupArn().substring(group.targetGroupArn().lastIndexOf(':') + 1);
  }

  /** {@code app/<name>/<id>}: the middle of {@code …:listener/app/<name>/<id>/<listener id>}. */
  private String loadBalancerName() {
    String arn = environment.listener();
    String path = arn.substring(arn.indexOf(":listener/") + ":listener/".length());
    return path.substring(0, path.lastIndexOf('/'));
  }

  /** Datapoints as they come in. */
  static final class Counts {
    private final Map<String, Map<Instant, Double>> values = new HashMap<>();

    void add(MetricDataResult result) {
      for (int i = 0; i < result.timestamps().size() && i < result.values().size(); i++) {
        put(result.id(), result.timestamps().get(i), result.values().get(i));
      }
    }

    void put(String id, Instant at, double value) {
      values.computeIfAbsent(id, k -> new HashMap<>()).put(at, value);
    }

    List<Tick> ticks(List<Instant> starts) {
      return starts.stream().map(this::tick).toList();
    }

    /** What every query said of a tick. */
    Map<String, Double> at(Instant start) {
      Map<String, Double> told = new HashMap<>();
      values.forEach(
          (id, byTime) -> {
            Double value = byTime.get(start);
            if (value != null) {
              told.put(id, value);
            }
          });
      return told;
    }

    private Tick tick(Instant start) {
      long errors = value(SERVER_ERRORS, start) + value(CONNECTION_ERRORS, start);
      long requests = Math.max(value(REQUESTS, start), errors);
      boolean known = requests > 0 || values.getOrDefault(REQUESTS, Map.of()).containsKey(start);
      return new Tick(start, requests, errors, known);
    }

    private long value(String id, Instant start) {
      return Math.round(values.getOrDefault(id, Map.of()).getOrDefault(start, 0.0));
    }
  }
}
