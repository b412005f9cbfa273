package dev.ingot.verifier;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.LatencyGate;
import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.Worse;
import dev.ingot.pipeline.Gates;
import dev.ingot.verifier.judge.Policy;
import dev.ingot.verifier.judge.Rule;
import dev.ingot.verifier.judge.Rules;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Watched;
import dev.ingot.verifier.judge.Watched.Against;
import dev.ingot.verifier.sources.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what a pipeline file says about verifying into what a step is held to. */
final class Policies {
  static final String ERRORS = Asked.ERRORS;
  static final String LATENCY = Asked.LATENCY;
  private static final String MILLISECONDS = "ms";

  /** A conclusion has to leave before the traffic-shifter's own deadline. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final TrafficShifted shift;
  private final VerifyPlan verify;
  private final Duration loadBalancerTick;
  private final Map<String, Sample> before;

  private Policies(TrafficShifted shift, Duration loadBalancerTick, Map<String, Sample> before) {
    this.shift = shift;
    this.verify = shift.getVerify();
    this.loadBalancerTick = loadBalancerTick;
    this.before = before;
  }

  /**
   * The policy of a step.
   *
   * @param loadBalancerTick length of the cloud's own tick
   * @param from the begin of the first tick that is judged
   * @param before by series, the live fleet's values before the step began
   */
  static Policy of(
      TrafficShifted shift, Duration loadBalancerTick, Instant from, Map<String, Sample> before) {
    VerifyPlan verify = shift.getVerify();
    return new Policy(
        shift.getDeployment().getId(),
        new Policies(shift, loadBalancerTick, before).watched(),
        // A service that has never been has no users to wait for.
        shift.getLive() == null ? 0 : verify.getMinRequests(),
        Gates.of(verify)
            .evidenceNeeded(shift.getSteps(), shift.getComparedSteps(), verify.getAlpha()),
        from,
        shift.getShiftedAt().plusMillis(shift.getBake()),
        shift.getJudgeBy().minus(MARGIN),
        shift.getEarly());
  }

  private List<Watched> watched() {
    List<Watched> all = new ArrayList<>();
    if (Gates.asksTheLoadBalancer(verify)) {
      all.add(
          new Watched(
              ERRORS,
              loadBalancerTick,
              "",
              Baseline.isFor(shift) ? Against.BEFORE : against(),
              true,
              errors()));
      if (!verify.getLatency().isEmpty() && against() != Against.NOBODY) {
        all.add(
            new Watched(
                LATENCY,
                loadBalancerTick,
                MILLISECONDS,
                against(),
                false,
                verify.getLatency().stream().map(this::latency).toList()));
      }
    }
    for (CustomMetric metric : verify.getMetrics()) {
      List<Rule> rules = metric(metric);
      if (!rules.isEmpty()) {
        all.add(
            new Watched(
                metric.getName(), tick(metric.getSource()), "", against(), all.isEmpty(), rules));
      }
    }
    all.addAll(Probes.watched(shift));
    return all;
  }

  private Against against() {
    if (shift.getLive() == null || shift.getWeight() == 100) {
      return Against.NOBODY;
    }
    return shift.getBaseline() == null ? Against.LIVE : Against.BASELINE;
  }

  private List<Rule> errors() {
    Rule limit = Rules.shareWithin(ERRORS, verify.getErrorLimit(), true);
    double tolerated = verify.getErrorTolerance();
    if (Baseline.isFor(shift)) {
      return List.of(limit, Rules.shareNoWorse(ERRORS, tolerated * Baseline.DRIFT, true));
    }
    return against() == Against.NOBODY
        ? List.of(limit)
        : List.of(limit, Rules.shareNoWorse(ERRORS, tolerated, true));
  }

  private Rule latency(LatencyGate gate) {
    return quantileNoWorse(
        LATENCY,
        quantile(LATENCY, gate.getQuantile()),
        gate.getQuantile(),
        gate.getTolerance(),
        true);
  }

  /** By the live fleet's values before the step; of quantiles alone, by the weaker judge. */
  private Rule quantileNoWorse(
      String series, String name, double quantile, double ratio, boolean higher) {
    Sample known = before.get(series);
    if (known == null) {
      return Rules.quantileNoWorse(name, quantile, ratio, higher, Optional.empty());
    }
    return switch (known) {
      case Sample.Spread spread ->
          Rules.quantileNoWorse(name, quantile, ratio, higher, Optional.of(spread.values()));
      case Sample.Quantiles quantiles -> new Rule.Ranks(name, quantile, ratio, higher);
      case Sample.Broken broken ->
          new Rule.Blind(name, "the live fleet before the step: " + broken.why());
      case Sample.Counted pair -> new Rule.Blind(name, "the measurements are of another kind");
      case Sample.Answer answer -> new Rule.Blind(name, "the measurements are of another kind");
    };
  }

  private List<Rule> metric(CustomMetric metric) {
    boolean higher = metric.getWorse() != Worse.LOWER;
    boolean histogram = metric.getQueries().getHistogram() != null;
    String name = histogram ? quantile(metric.getName(), metric.getQuantile()) : metric.getName();
    List<Rule> rules = new ArrayList<>();
    Double limit = metric.getLimit();
    if (limit != null) {
      rules.add(
          histogram
              ? Rules.quantileWithin(name, metric.getQuantile(), limit, higher)
              : Rules.shareWithin(name, limit, higher));
    }
    Double ratio = metric.getTolerance();
    if (ratio != null && against() != Against.NOBODY) {
      rules.add(
          histogram
              ? quantileNoWorse(metric.getName(), name, metric.getQuantile(), ratio, higher)
              : Rules.shareNoWorse(name, ratio, higher));
    }
    return rules;
  }

  private static String quantile(String metric, double quantile) {
    return "%s p%d".formatted(metric, Math.round(100 * quantile));
  }

  private Duration tick(SourceKind kind) {
    return verify.getSources().stream()
        .filter(source -> source.getKind() == kind)
        .map(MetricSource::getEvery)
        .findFirst()
        .map(Duration::ofMillis)
        .orElse(loadBalancerTick);
  }
}
