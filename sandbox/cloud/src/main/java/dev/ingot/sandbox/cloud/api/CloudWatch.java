package dev.ingot.sandbox.cloud.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Metrics;
import dev.ingot.sandbox.cloud.model.Metrics.Point;
import dev.ingot.sandbox.cloud.model.TargetGroup;
import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CloudWatch's actions, whatever the protocol. */
final class CloudWatch {
  /** All actions there are. */
  static final Set<String> ACTIONS = Set.of("GetMetricData", "GetMetricStatistics", "ListMetrics");

  private static final String NAMESPACE = "AWS/ApplicationELB";
  private static final Pattern TRIMMED_COUNT =
      Pattern.compile("TC\\(([0-9.]{0,20}):([0-9.]{0,20})\\)");
  private static final Pattern PERCENTILE = Pattern.compile("p([0-9]{1,2}(?:\\.[0-9]{1,10})?)");
  private static final int MOST_QUERIES = 500;
  private static final int LONGEST_PERIOD = 86_400;

  private final Account account;
  private final Metrics metrics;

  CloudWatch(Account account, Metrics metrics) {
    this.account = account;
    this.metrics = metrics;
  }

  /**
   * Performs an action alone.
   *
   * @throws AwsError when AWS would refuse
   */
  Map<String, Object> answer(String operation, ObjectNode in) {
    return account.alone(
        () ->
            switch (operation) {
              case "GetMetricData" -> data(in);
              case "GetMetricStatistics" -> statistics(in);
              case "ListMetrics" -> list(in);
              default ->
                  throw AwsError.of("UnknownOperationException", "Unknown operation " + operation);
            });
  }

  private Map<String, Object> data(ObjectNode in) {
    JsonNode queries = in.path("MetricDataQueries");
    if (queries.size() == 0 || queries.size() > MOST_QUERIES) {
      throw invalid("MetricDataQueries must have 1 to " + MOST_QUERIES + " members");
    }
    Instant start = time(in, "StartTime");
    Instant end = time(in, "EndTime");
    boolean ascending = in.path("ScanBy").asText("").equals("TimestampAscending");
    List<Object> results = new ArrayList<>();
    for (JsonNode query : queries) {
      if (!query.path("ReturnData").asText("true").equals("false")) {
        results.add(result(query, start, end, ascending));
      }
    }
    return Map.of("MetricDataResults", results, "Messages", List.of());
  }

  private Map<String, Object> result(
      JsonNode query, Instant start, Instant end, boolean ascending) {
    JsonNode stat = query.path("MetricStat");
    if (stat.isMissingNode()) {
      throw invalid("A query here needs a MetricStat; expressions are not supported");
    }
    String metric = stat.path("Metric").path("MetricName").asText("");
    String statistic = stat.path("Stat").asText("");
    List<Instant> times = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    points(stat.path("Metric"), start, end, period(stat))
        .forEach(
            (time, point) -> {
              times.add(time);
              values.add(value(statistic, point));
            });
    if (!ascending) {
      Collections.reverse(times);
      Collections.reverse(values);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("Id", query.path("Id").asText(""));
    result.put("Label", query.path("Label").asText(metric));
    result.put("Timestamps", times);
    result.put("Values", values);
    result.put("StatusCode", "Complete");
    return result;
  }

  private Map<String, Object> statistics(ObjectNode in) {
    Instant start = time(in, "StartTime");
    Instant end = time(in, "EndTime");
    List<Object> datapoints = new ArrayList<>();
    points(in, start, end, period(in))
        .forEach(
            (time, point) -> {
              Map<String, Object> datapoint = new LinkedHashMap<>();
              datapoint.put("Timestamp", time);
              for (JsonNode statistic : in.path("Statistics")) {
                datapoint.put(statistic.asText(""), value(statistic.asText(""), point));
              }
              datapoint.put("Unit", "Count");
              datapoints.add(datapoint);
            });
    return Map.of("Label", in.path("MetricName").asText(""), "Datapoints", datapoints);
  }

  private SortedMap<Instant, Point> points(
      JsonNode metric, Instant start, Instant end, int period) {
    if (!end.isAfter(start)) {
      throw invalid("The parameter StartTime must be less than the parameter EndTime.");
    }
    Instant now = account.now();
    Instant oldest = now.minus(Metrics.MEMORY);
    Instant from = start.isBefore(oldest) ? oldest : start;
    Instant to = end.isAfter(now) ? now : end;
    boolean ours = metric.path("Namespace").asText("").equals(NAMESPACE);
    String loadBalancer = dimension(metric, "LoadBalancer").orElse(Arns.LOAD_BALANCER_NAME);
    if (!ours || !loadBalancer.equals(Arns.LOAD_BALANCER_NAME) || !to.isAfter(from)) {
      return Collections.emptySortedMap();
    }
    return metrics.read(
        metric.path("MetricName").asText(""),
        dimension(metric, "TargetGroup").orElse(""),
        from,
        to,
        period);
  }

  private static Optional<String> dimension(JsonNode metric, String name) {
    for (JsonNode dimension : metric.path("Dimensions")) {
      if (dimension.path("Name").asText("").equals(name)) {
        return Optional.of(dimension.path("Value").asText(""));
      }
    }
    return Optional.empty();
  }

  private static double value(String statistic, Point point) {
    return switch (statistic) {
      case "Sum" -> point.sum();
      case "SampleCount" -> point.samples();
      case "Average" -> point.sum() / point.samples();
      case "Minimum" -> point.minimum();
      case "Maximum" -> point.maximum();
      default -> ofTimes(statistic, point);
    };
  }

  /** A percentile, or a trimmed count: how many lie above one bound and at most at another. */
  private static double ofTimes(String statistic, Point point) {
    Matcher trimmed = TRIMMED_COUNT.matcher(statistic);
    Matcher percentile = PERCENTILE.matcher(statistic);
    if (point.times().isPresent() && trimmed.matches()) {
      return point
          .times()
          .get()
          .between(
              bound(trimmed.group(1), Double.NEGATIVE_INFINITY),
              bound(trimmed.group(2), Double.POSITIVE_INFINITY));
    }
    if (point.times().isPresent() && percentile.matches()) {
      return point.times().get().quantile(Double.parseDouble(percentile.group(1)) / 100);
    }
    throw invalid("The statistic '" + statistic + "' is not supported here");
  }

  private static double bound(String text, double otherwise) {
    return text.isEmpty() ? otherwise : Double.parseDouble(text);
  }

  private static int period(JsonNode in) {
    int period = in.path("Period").asInt(0);
    if (period < 1 || period > LONGEST_PERIOD) {
      throw invalid("The parameter Period must be 1 to " + LONGEST_PERIOD + " seconds");
    }
    return period;
  }

  /** A number of seconds since 1970, or ISO 8601. */
  private static Instant time(ObjectNode in, String name) {
    JsonNode time = in.path(name);
    try {
      if (time.isNumber()) {
        return Instant.EPOCH.plus(Duration.ofMillis(Math.round(time.asDouble() * 1000)));
      }
      return OffsetDateTime.parse(time.asText("")).toInstant();
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid("The parameter " + name + " must be a point in time");
    }
  }

  private Map<String, Object> list(ObjectNode in) {
    String name = in.path("MetricName").asText("");
    List<Object> found = new ArrayList<>();
    for (TargetGroup group : account.targetGroups().all()) {
      for (String metric : Metrics.names()) {
        String dimension = Arns.dimension(group.arn());
        boolean wanted = (name.isEmpty() || name.equals(metric)) && matches(in, dimension);
        if (wanted) {
          found.add(
              Map.of(
                  "Namespace",
                  NAMESPACE,
                  "MetricName",
                  metric,
                  "Dimensions",
                  List.of(
                      Map.of("Name", "TargetGroup", "Value", dimension),
                      Map.of("Name", "LoadBalancer", "Value", Arns.LOAD_BALANCER_NAME))));
        }
      }
    }
    Page<Object> page =
        Page.of(found, Optional.of(500), Optional.ofNullable(in.path("NextToken").textValue()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("Metrics", page.items());
    page.next().ifPresent(token -> answer.put("NextToken", token));
    return answer;
  }

  private static boolean matches(ObjectNode in, String targetGroup) {
    return in.path("Namespace").asText(NAMESPACE).equals(NAMESPACE)
        && dimension(in, "TargetGroup").map(targetGroup::equals).orElse(true)
        && dimension(in, "LoadBalancer").map(Arns.LOAD_BALANCER_NAME::equals).orElse(true);
  }

  private static AwsError invalid(String message) {
    return AwsError.of("ValidationError", message);
  }
}
