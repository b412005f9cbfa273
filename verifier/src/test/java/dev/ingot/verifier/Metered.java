package dev.ingot.verifier;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.MetricQueries;
import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerifyPlan;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Steps that are judged by one metric of the service's own alone: twelve ticks of two seconds. */
final class Metered {
  static final Duration TICK = Duration.ofSeconds(2);

  private Metered() {}

  static TrafficShifted pair(SourceKind source) {
    boolean scrape = source == SourceKind.SCRAPE;
    return shift(
        source,
        metric(source)
            .setQueries(
                MetricQueries.newBuilder()
                    .setCount(scrape ? "bad_total{kind=\"a\"}" : query("bad_total"))
                    .setTotal(scrape ? "all_total" : query("all_total"))
                    .build())
            .setTolerance(1.2)
            .setLimit(0.3)
            .build());
  }

  static TrafficShifted histogram(SourceKind source) {
    return shift(
        source,
        metric(source)
            .setQueries(
                MetricQueries.newBuilder()
                    .setHistogram(source == SourceKind.SCRAPE ? "took" : query("took_bucket"))
                    .build())
            .setQuantile(0.9)
            .setTolerance(1.5)
            .setLimit(20.0)
            .build());
  }

  /** A histogram without a limit, of a service to which nobody has to come. */
  static TrafficShifted besideTheLoadBalancer(SourceKind source) {
    TrafficShifted shift = histogram(source);
    VerifyPlan verify = shift.getVerify();
    List<MetricSource> sources = new ArrayList<>(verify.getSources());
    sources.add(
        MetricSource.newBuilder().setKind(SourceKind.LOAD_BALANCER).setEvery(1_000).build());
    return TrafficShifted.newBuilder(shift)
        .setVerify(
            VerifyPlan.newBuilder(verify)
                .setSources(sources)
                .setMinRequests(0)
                .setMetrics(
                    verify.getMetrics().stream()
                        .map(metric -> CustomMetric.newBuilder(metric).setLimit(null).build())
                        .toList())
                .build())
        .build();
  }

  private static CustomMetric.Builder metric(SourceKind source) {
    return CustomMetric.newBuilder().setName("orders").setSource(source);
  }

  private static String query(String name) {
    return "sum(increase(%s{fleet=\"$candidate\"}[$tick]))".formatted(name);
  }

  private static TrafficShifted shift(SourceKind source, CustomMetric metric) {
    VerifyPlan verify =
        Events.verify()
            .setSources(
                List.of(
                    MetricSource.newBuilder()
                        .setKind(source)
                        .setEvery(TICK.toMillis())
                        .setEndpoint(source == SourceKind.PROMETHEUS ? "main" : null)
                        .setPath(source == SourceKind.SCRAPE ? "/metrics" : null)
                        .build()))
            .setMetrics(List.of(metric))
            .build();
    return TrafficShifted.newBuilder(Events.trafficShifted().build())
        .setVerify(verify)
        .setBake(28_000)
        .setJudgeBy(Events.START.plusSeconds(28 + 2 + 10))
        .build();
  }
}
