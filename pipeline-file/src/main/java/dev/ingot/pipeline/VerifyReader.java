package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.NAME;
import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.whole;

import dev.ingot.events.Baseline;
import dev.ingot.events.CustomMetric;
import dev.ingot.events.Fallback;
import dev.ingot.events.LatencyGate;
import dev.ingot.events.MetricSource;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Reads {@code verify}: how a step is judged. */
final class VerifyReader {
  /** The quantiles that a file can name. */
  static final Map<String, Double> QUANTILES = Map.of("p50", 0.5, "p90", 0.9, "p99", 0.99);

  private static final Duration SMOKE_WITHIN = Duration.ofMinutes(5);
  private static final Kind<Fallback> FALLBACK =
      Kinds.oneOf(Map.of("rollback", Fallback.ROLL_BACK, "pause", Fallback.PAUSE));
  private static final Kind<Baseline> BASELINE =
      Kinds.oneOf(Map.of("live", Baseline.LIVE, "fresh", Baseline.FRESH));

  private final Scope scope;

  VerifyReader(Scope scope) {
    this.scope = scope;
  }

  VerifyPlan read(Section verify) {
    Section errors = verify.section("errors");
    List<MetricSource> sources = new Sources(scope).read(verify.section("sources"));
    List<CustomMetric> metrics = new MetricsReader(sources).read(verify.section("metrics"));
    VerifyPlan plan =
        VerifyPlan.newBuilder()
            .setErrorLimit(errors.read("limit", Kinds.percentBelowHalf(), 0.05))
            .setErrorTolerance(errors.read("tolerate", Kinds.factor(1, 100), 1.2))
            .setLatency(latency(verify.section("latency")))
            .setMinRequests(minRequests(verify))
            .setAlpha(alpha(verify))
            .setWarmup(
                verify
                    .read("warmup", duration(Duration.ZERO, Duration.ofHours(1)), Duration.ZERO)
                    .toMillis())
            .setJudges(judges(verify))
            .setSources(sources)
            .setMetrics(metrics)
            .setProbes(ProbesReader.read(verify))
            .setSmoke(HookReader.read(verify, "smoke", "./smoke.sh", SMOKE_WITHIN).orElse(null))
            .setSilence(verify.read("silence", FALLBACK, Fallback.ROLL_BACK))
            .setInconclusive(verify.read("inconclusive", FALLBACK, Fallback.ROLL_BACK))
            .setBaseline(verify.read("baseline", BASELINE, Baseline.LIVE))
            .build();
    errors.refuseOthers();
    checkTheLoadBalancer(verify, plan);
    verify.refuseOthers();
    return plan;
  }

  private static List<LatencyGate> latency(Section latency) {
    List<LatencyGate> gates = new ArrayList<>();
    QUANTILES.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            quantile ->
                latency
                    .read(quantile.getKey(), Kinds.factor(1, 100))
                    .ifPresent(
                        tolerance ->
                            gates.add(
                                LatencyGate.newBuilder()
                                    .setQuantile(quantile.getValue())
                                    .setTolerance(tolerance)
                                    .build())));
    latency.refuseOthers();
    return List.copyOf(gates);
  }

  private long minRequests(Section verify) {
    long floor = scope.floors().minRequests();
    long least = verify.read("minRequests", whole(0, 999_999_999), (int) Math.max(1, floor));
    if (least < floor) {
      verify.problem("minRequests", scope.belowFloor("minRequests", least, "at least " + floor));
    }
    return least;
  }

  private double alpha(Section verify) {
    double most = scope.floors().alpha();
    double alpha = verify.read("alpha", Kinds.number(0, 0.5), Math.min(0.01, most));
    if (alpha > most) {
      verify.problem("alpha", scope.belowFloor("alpha", alpha, "at most " + most));
    }
    return alpha;
  }

  private List<String> judges(Section verify) {
    List<String> judges = verify.list("judges", NAME).orElse(List.of("health"));
    List<String> missing = new ArrayList<>(scope.floors().judges());
    missing.removeAll(judges);
    if (!missing.isEmpty()) {
      verify.problem("judges", scope.belowFloor("judges", judges, "the judges " + missing));
    }
    if (new HashSet<>(judges).size() < judges.size()) {
      verify.problem("judges", "the judges %s name one twice; keep one".formatted(judges));
    }
    return judges;
  }

  /** What is judged by nothing absolute would let a candidate pass that fails every request. */
  private static void checkTheLoadBalancer(Section verify, VerifyPlan plan) {
    if (Gates.asksTheLoadBalancer(plan)) {
      return;
    }
    for (String key : List.of("errors", "latency")) {
      if (verify.says(key)) {
        verify.problem(
            key,
            "'verify.%s' is measured by the load balancer, which verify.sources leaves out;"
                    .formatted(key)
                + " remove one of the two");
      }
    }
    if (plan.getMetrics().stream().allMatch(metric -> metric.getLimit() == null)) {
      verify.problem(
          "sources",
          "without the load balancer nothing has a limit; give one of verify.metrics a limit");
    }
  }
}
