package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.LatencyGate;
import dev.ingot.events.MetricQueries;
import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.Worse;
import dev.ingot.stage.testkit.Events;
import dev.ingot.verifier.judge.Counting;
import dev.ingot.verifier.judge.Distribution;
import dev.ingot.verifier.judge.Policy;
import dev.ingot.verifier.judge.Rule;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Watched;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PoliciesTest {
  private static final Duration TICK = Duration.ofSeconds(1);

  @Test
  void splitsAlphaOverEveryGateOfEveryStep() {
    TrafficShifted plain = shift(Events.verify().build(), 25);
    assertThat(policy(plain, Map.of()).needed())
        .isCloseTo(
            (plain.getSteps() + plain.getComparedSteps()) / (0.98 * plain.getVerify().getAlpha()),
            Offset.offset(1e-9));

    TrafficShifted more = shift(everything(), 25);
    // Errors and two limits hold on every step; errors, a latency and two metrics are compared.
    assertThat(policy(more, Map.of()).needed())
        .isCloseTo(
            (3 * more.getSteps() + 4 * more.getComparedSteps())
                / (0.98 * more.getVerify().getAlpha()),
            Offset.offset(1e-9));
  }

  @Test
  void givesEachSeriesItsRulesAndItsOwnTick() {
    Distribution before = new Distribution.Buckets(List.of(100.0, 200.0), List.of(98.0, 2.0, 0.0));
    Policy policy =
        policy(
            shift(everything(), 25),
            Map.of("latency", new Sample.Spread(before), "sizes", new Sample.Spread(before)));

    assertThat(policy.watched())
        .extracting(Watched::name)
        .containsExactly("errors", "latency", "sizes", "orders");
    assertThat(policy.watched())
        .extracting(Watched::tick)
        .containsExactly(TICK, TICK, Duration.ofSeconds(15), Duration.ofSeconds(15));
    assertThat(policy.watched())
        .extracting(Watched::demanded)
        .containsExactly(true, false, false, false);
    assertThat(policy.watched().get(1).rules())
        .containsExactly(
            new Rule.Comparison(
                "latency p99", new Counting.Above(200 * 1.3), new Counting.Above(200), 1, false));
    assertThat(policy.watched().get(2).rules())
        .contains(new Rule.Limit("sizes p50", new Counting.Above(150), 0.5));
    assertThat(policy.watched().get(3).rules())
        .containsExactly(
            new Rule.Limit("orders", new Counting.Others(), 1 - 0.2),
            new Rule.Comparison(
                "orders", new Counting.Counted(), new Counting.Counted(), 1.5, true));
  }

  @Test
  void comparesWithNobodyAtAHundredPercent() {
    TrafficShifted last =
        TrafficShifted.newBuilder(shift(everything(), 100)).setStep(3).setBake(60_000).build();
    Policy policy = policy(last, Map.of());
    assertThat(policy.watched())
        .allSatisfy(
            watched ->
                assertThat(watched.rules())
                    .allMatch(rule -> rule instanceof Rule.Limit || rule instanceof Rule.Aside));
    assertThat(policy.watched().get(1).rules())
        .containsExactly(
            new Rule.Aside(
                "latency p99",
                "no comparison with the live fleet as it was before the shift, since the rollout's"
                    + " bakes are too short for one more comparison"));
    // The same bake is too short for ticks of fifteen seconds, whatever the others are.
    assertThat(policy.watched().get(3).rules().getLast())
        .isInstanceOfSatisfying(
            Rule.Aside.class, aside -> assertThat(aside.why()).contains("its bake of 1m is too"));
  }

  @Test
  void comparesEverythingWithHowTheLiveFleetWasWhereThereIsRoom() {
    Distribution before = new Distribution.Buckets(List.of(100.0, 200.0), List.of(98.0, 2.0, 0.0));
    TrafficShifted whole = whole(everything(), 10 * 60_000, 1);

    Policy policy =
        policy(
            whole,
            Map.of("latency", new Sample.Spread(before), "sizes", new Sample.Spread(before)));

    assertThat(policy.watched())
        .extracting(Watched::against)
        .containsOnly(Watched.Against.SHARED_BEFORE);
    double drift = Baseline.DRIFT;
    assertThat(policy.watched().get(1).rules())
        .containsExactly(
            new Rule.Comparison(
                "latency p99",
                new Counting.Above(200 * (1.3 * drift)),
                new Counting.Above(200),
                drift,
                false));
    assertThat(policy.watched().get(3).rules())
        .contains(
            new Rule.Comparison(
                "orders", new Counting.Counted(), new Counting.Counted(), 1.5 * drift, true));
  }

  /** What is tolerated at any weight can be seen, and a quarter more cannot: told, no rollback. */
  @Test
  void aHistogramThatEndsBelowWhatIsToleratedThereIsTold() {
    Distribution before = new Distribution.Buckets(List.of(100.0, 270.0), List.of(99.5, 0.5, 0.0));
    TrafficShifted whole = whole(everything(), 10 * 60_000, 1);

    Policy policy = policy(whole, Map.of("sizes", new Sample.Spread(before)));

    // 2x at any weight, 2.5x here; the last bound is 2.7 times the threshold.
    assertThat(policy.watched().get(2).rules().getLast()).isInstanceOf(Rule.Comparison.class);
    Distribution shorter = new Distribution.Buckets(List.of(100.0, 220.0), List.of(99.5, 0.5, 0.0));
    assertThat(
            policy(whole, Map.of("sizes", new Sample.Spread(shorter)))
                .watched()
                .get(2)
                .rules()
                .getLast())
        .isInstanceOf(Rule.Aside.class);
  }

  /** Thirteen ticks of a second have room in it, and of fifteen seconds have not. */
  @Test
  void whatHasNoRoomIsToldForItself() {
    TrafficShifted whole = whole(everything(), 30_000, 1);

    Policy policy = policy(whole, Map.of());

    assertThat(policy.watched())
        .extracting(Watched::against)
        .containsExactly(
            Watched.Against.SHARED_BEFORE,
            Watched.Against.SHARED_BEFORE,
            Watched.Against.NOBODY,
            Watched.Against.NOBODY);
    assertThat(policy.watched().get(3).rules().getLast())
        .isInstanceOfSatisfying(
            Rule.Aside.class,
            aside ->
                assertThat(aside.why())
                    .contains("its bake of 30s is too short: with the prometheus source it takes"));
  }

  @Test
  void comparesErrorsWithHowTheLiveFleetWasWhereEveryStepIsCompared() {
    TrafficShifted blueGreen =
        TrafficShifted.newBuilder(shift(Events.verify().build(), 100))
            .setSteps(1)
            .setComparedSteps(1)
            .build();

    Policy policy = policy(blueGreen, Map.of());

    assertThat(policy.needed()).isCloseTo(200 / 0.98, Offset.offset(1e-9));
    assertThat(policy.watched())
        .singleElement()
        .satisfies(
            errors -> {
              assertThat(errors.against()).isEqualTo(Watched.Against.BEFORE);
              assertThat(errors.rules())
                  .contains(
                      new Rule.Comparison(
                          "errors",
                          new Counting.Counted(),
                          new Counting.Counted(),
                          1.2 * Baseline.DRIFT,
                          false));
            });
  }

  @Test
  void isEarlyWhereTheRolloutSaysSo() {
    TrafficShifted shift = shift(Events.verify().build(), 25);

    assertThat(policy(shift, Map.of()).early()).isFalse();
    assertThat(policy(TrafficShifted.newBuilder(shift).setEarly(true).build(), Map.of()).early())
        .isTrue();
  }

  @Test
  void isBlindWithoutABaselineToPinAThresholdFrom() {
    assertThat(policy(shift(everything(), 25), Map.of()).watched().get(1).rules())
        .singleElement()
        .isInstanceOf(Rule.Blind.class);
  }

  /** Where nobody has to come: that nobody came is known once the source has said so. */
  @Test
  void aSourceThatWasNeverAskedDoesNotSayThatNobodyCame() {
    TrafficShifted whole = whole(everything(), 10 * 60_000, 0);

    assertThat(policy(whole, Map.of()).watched().get(1).rules())
        .singleElement()
        .isInstanceOf(Rule.Blind.class);
    assertThat(
            policy(whole, new Beforehand(Map.of(), Set.of("latency"), Map.of()))
                .watched()
                .get(1)
                .rules())
        .containsExactly(
            new Rule.Aside("latency p99", "nobody came to the live fleet before the shift"));
  }

  @Test
  void ofQuantilesAloneOnlyTheWeakerJudgeReports() {
    Map<String, Sample> before = Map.of("latency", new Sample.Quantiles(Map.of(0.99, 120.0)));

    assertThat(policy(shift(everything(), 25), before).watched().get(1).rules())
        .containsExactly(new Rule.Ranks("latency p99", 0.99, 1.3, true));
  }

  @Test
  void isBlindWhereWhatWasBeforeMakesNoSense() {
    Map<String, Sample> before = Map.of("latency", new Sample.Broken("NaN is not a count"));

    assertThat(policy(shift(everything(), 25), before).watched().get(1).rules())
        .containsExactly(
            new Rule.Blind("latency p99", "the live fleet before the step: NaN is not a count"));
  }

  private static Policy policy(TrafficShifted shift, Map<String, Sample> before) {
    return policy(shift, new Beforehand(before, Set.of(), Map.of()));
  }

  private static Policy policy(TrafficShifted shift, Beforehand before) {
    return Policies.of(shift, TICK, Events.START, before);
  }

  private static TrafficShifted shift(VerifyPlan verify, int weight) {
    return TrafficShifted.newBuilder(Rollouts.shift()).setVerify(verify).setWeight(weight).build();
  }

  /** The second of two steps, both of which are compared. */
  private static TrafficShifted whole(VerifyPlan verify, long bake, long minRequests) {
    return TrafficShifted.newBuilder(shift(verify, 100))
        .setVerify(VerifyPlan.newBuilder(verify).setMinRequests(minRequests).build())
        .setStep(1)
        .setSteps(2)
        .setComparedSteps(2)
        .setBake(bake)
        .build();
  }

  private static VerifyPlan everything() {
    return Events.verify()
        .setSources(
            List.of(source(SourceKind.LOAD_BALANCER, 1_000), source(SourceKind.PROMETHEUS, 15_000)))
        .setLatency(List.of(LatencyGate.newBuilder().setQuantile(0.99).setTolerance(1.3).build()))
        .setMetrics(
            List.of(
                metric("sizes")
                    .setQueries(MetricQueries.newBuilder().setHistogram("sizes").build())
                    .setQuantile(0.5)
                    .setTolerance(2.0)
                    .setLimit(150.0)
                    .build(),
                metric("orders")
                    .setQueries(MetricQueries.newBuilder().setCount("good").setTotal("all").build())
                    .setWorse(Worse.LOWER)
                    .setTolerance(1.5)
                    .setLimit(0.2)
                    .build()))
        .build();
  }

  private static CustomMetric.Builder metric(String name) {
    return CustomMetric.newBuilder().setName(name).setSource(SourceKind.PROMETHEUS);
  }

  private static MetricSource source(SourceKind kind, long every) {
    return MetricSource.newBuilder().setKind(kind).setEvery(every).build();
  }
}
