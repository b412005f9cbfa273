package dev.ingot.sandbox.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

/** What CloudWatch's API says of a target group. */
final class MetricSums {
  private MetricSums() {}

  /** Of all seconds from a time until now, which are in order. */
  static double of(Clients aws, String metric, String targetGroup, Instant from) {
    Metric named =
        Metric.builder()
            .namespace("AWS/ApplicationELB")
            .metricName(metric)
            .dimensions(
                dimension("TargetGroup", targetGroup.substring(targetGroup.lastIndexOf(':') + 1)),
                dimension("LoadBalancer", "app/ingot/0000000000000001"))
            .build();
    MetricDataQuery query =
        MetricDataQuery.builder()
            .id("m")
            .metricStat(MetricStat.builder().metric(named).period(1).stat("Sum").build())
            .build();
    MetricDataResult result =
        aws.cloudWatch()
            .getMetricData(
                r ->
                    r.metricDataQueries(query)
                        .startTime(from)
                        .endTime(Instant.now())
                        .scanBy(ScanBy.TIMESTAMP_ASCENDING))
            .metricDataResults()
            .get(0);
    assertThat(result.timestamps()).isSorted();
    return result.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static Dimension dimension(String name, String value) {
    return Dimension.builder().name(name).value(value).build();
  }
}
