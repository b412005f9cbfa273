package dev.ingot.verifier;

import dev.ingot.events.Cause;
import dev.ingot.events.CustomMetric;
import dev.ingot.events.LatencyGate;
import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.Worse;
import dev.ingot.pipeline.Gates;
import dev.ingot.pipeline.Lookback;
import dev.ingot.verifier.judge.Counting;
import dev.ingot.verifier.judge.Distribution;
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
import java.util.Optional;
import java.util.function.DoubleFunction;

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
  private final Beforehand before;
  private final double needed;

  private Policies(TrafficShifted shift, Duration loadBalancerTick, Beforehand before) {
    this.shift = shift;
    this.verify = shift.getVerify();
    this.loadBalancerTick = loadBalancerTick;
    this.before = before;
    this.needed =
        Gates.of(verify)
            .evidenceNeeded(shift.getSteps(), shift.getComparedSteps(), verify.getAlpha());
  }

  /**
   * The policy of a step.
   *
   * @param loadBalancerTick length of the cloud's own tick
   * @param from the begin of the first tick that is judged
   * @param before what is known of the time before the step began
   */
  static Policy of(
      TrafficShifted shift, Duration loadBalancerTick, Instant from, Beforehand before) {
    Policies policies = new Policies(shift, loadBalancerTick, before);
    return new Policy(
        shift.getDeployment().getId(),
        policies.watched(),
        // A service that has never been has no users to wait for.
        shift.getLive() == null ? 0 : shift.getVerify().getMinRequests(),
        policies.needed,
        from,
        shift.getShiftedAt().plusMillis(shift.getBake()),
        shift.getJudgeBy().minus(MARGIN),
        shift.getEarly());
  }

  private List<Watched> watched() {
    List<Watched> all = new ArrayList<>();
    if (Gates.asksTheLoadBalancer(verify)) {
      Against against = against(SourceKind.LOAD_BALANCER);
      all.add(new Watched(ERRORS, loadBalancerTick, "", against, true, errors()));
      if (!verify.getLatency().isEmpty() && shift.getLive() != null) {
        all.add(
            new Watched(
                LATENCY,
                loadBalancerTick,
                MILLISECONDS,
                against,
                false,
                verify.getLatency().stream().map(this::latency).toList()));
      }
    }
    for (CustomMetric metric : verify.getMetrics()) {
      List<Rule> rules = metric(metric);
      boolean judged = rules.stream().anyMatch(rule -> !(rule instanceof Rule.Aside));
      if (!rules.isEmpty()) {
        all.add(
            new Watched(
                metric.getName(),
                tick(metric.getSource()),
                "",
                against(metric.getSource()),
                judged && all.stream().noneMatch(Watched::demanded),
                rules));
      }
    }
    all.addAll(Probes.watched(shift));
    return all;
  }

  private Against against(SourceKind source) {
    if (shift.getLive() == null) {
      return Against.NOBODY;
    }
    if (shift.getWeight() < 100) {
      return shift.getBaseline() == null ? Against.LIVE : Against.BASELINE;
    }
    if (uncompared(source).isPresent()) {
      return Against.NOBODY;
    }
    if (source == SourceKind.SCRAPE && hadABaseline()) {
      return Against.BASELINE_BEFORE;
    }
    return shift.getStep() == 0 ? Against.BEFORE : Against.SHARED_BEFORE;
  }

  /** In the steps before: an instance's counters are read beside the candidate's alone. */
  private boolean hadABaseline() {
    return verify.getBaseline() == dev.ingot.events.Baseline.FRESH
        && shift.getDeployment().getCause() != Cause.ROLLBACK;
  }

  /**
   * Why a source's series are not held against the live fleet; empty when they are. The source's
   * own reason is the one that tells what to do; the rollout's is what is left.
   */
  private Optional<String> uncompared(SourceKind source) {
    if (shift.getWeight() < 100) {
      return Optional.empty();
    }
    int steps = shift.getSteps();
    double whenAllAre = Gates.of(verify).evidenceNeeded(steps, steps, verify.getAlpha());
    return new Lookback(verify, loadBalancerTick, whenAllAre)
        .obstacle(source, Duration.ofMillis(shift.getBake()), shift.getStep() == 0)
        .or(
            () ->
                Baseline.isFor(shift)
                    ? Optional.empty()
                    : Optional.of("the rollout's bakes are too short for one more comparison"));
  }

  /** With how the live fleet was before, as far as the source can tell. */
  private Rule compared(
      String series, String name, SourceKind source, DoubleFunction<Rule> tolerating) {
    Optional<String> why =
        uncompared(source).or(() -> Optional.ofNullable(before.aside().get(series)));
    return why.<Rule>map(
            no ->
                new Rule.Aside(
                    name,
                    "no comparison with the live fleet as it was before the shift, since " + no))
        .orElseGet(() -> tolerating.apply(shift.getWeight() == 100 ? Baseline.DRIFT : 1));
  }

  private List<Rule> errors() {
    Rule limit = Rules.shareWithin(ERRORS, verify.getErrorLimit(), true);
    return shift.getLive() == null
        ? List.of(limit)
        : List.of(
            limit,
            compared(
                ERRORS,
                ERRORS,
                SourceKind.LOAD_BALANCER,
                drift -> Rules.shareNoWorse(ERRORS, verify.getErrorTolerance() * drift, true)));
  }

  private Rule latency(LatencyGate gate) {
    String name = quantile(LATENCY, gate.getQuantile());
    return compared(
        LATENCY,
        name,
        SourceKind.LOAD_BALANCER,
        drift ->
            quantileNoWorse(LATENCY, name, gate.getQuantile(), gate.getTolerance(), drift, true));
  }

  /** By the live fleet's values before the step; of quantiles alone, by the weaker judge. */
  private Rule quantileNoWorse(
      String series, String name, double quantile, double ratio, double drift, boolean higher) {
    Sample known = before.pinned().get(series);
    // Where nobody may come, nothing is missing: the limits and the instances decide. A source that
    // was away does not say that nobody came.
    boolean nobody =
        known == null
            ? before.asked().contains(series)
            : known instanceof Sample.Spread(Distribution v) && v.total() == 0;
    if (nobody && shift.getWeight() == 100 && verify.getMinRequests() == 0) {
      return new Rule.Aside(name, "nobody came to the live fleet before the shift");
    }
    if (known == null) {
      return Rules.quantileNoWorse(name, quantile, ratio, higher, Optional.empty());
    }
    return switch (known) {
      case Sample.Spread(Distribution values) ->
          drifting(
              Rules.quantileNoWorse(name, quantile, ratio * drift, higher, Optional.of(values)),
              values,
              drift);
      case Sample.Quantiles quantiles -> new Rule.Ranks(name, quantile, ratio * drift, higher);
      case Sample.Broken broken ->
          new Rule.Blind(name, "the live fleet before the step: " + broken.why());
      case Sample.Counted pair -> new Rule.Blind(name, "the measurements are of another kind");
      case Sample.Answer answer -> new Rule.Blind(name, "the measurements are of another kind");
    };
  }

  /**
   * With the hour it changes how long answers take, and how many of them are of the slow kind. A
   * histogram may end below what is tolerated for that, and show all that is tolerated else.
   */
  private static Rule drifting(Rule rule, Distribution values, double drift) {
    if (!(rule instanceof Rule.Comparison one)) {
      return rule;
    }
    double threshold = one.candidate().threshold();
    return one.candidate() instanceof Counting.Above
            && !values.reaches(threshold)
            && values.reaches(threshold / drift)
        ? new Rule.Aside(
            one.metric(),
            "no comparison with the live fleet as it was before the shift, since its histogram ends"
                + " below the %s that are tolerated there".formatted(threshold))
        : new Rule.Comparison(
            one.metric(), one.candidate(), one.live(), one.ratio() * drift, one.fewerIsWorse());
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
    if (ratio != null && shift.getLive() != null) {
      rules.add(
          compared(
              metric.getName(),
              name,
              metric.getSource(),
              drift ->
                  histogram
                      ? quantileNoWorse(
                          metric.getName(), name, metric.getQuantile(), ratio, drift, higher)
                      : Rules.shareNoWorse(name, ratio * drift, higher)));
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
