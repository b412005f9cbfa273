package dev.ingot.verifier;

import static dev.ingot.verifier.Matrix.answer;
import static dev.ingot.verifier.Matrix.asks;
import static dev.ingot.verifier.Matrix.json;
import static dev.ingot.verifier.Matrix.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.Endpoint;
import dev.ingot.events.Decision;
import dev.ingot.events.Evidence;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.Gates;
import dev.ingot.pipeline.Policy.Prometheus;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics of the service's own, where the candidate has all traffic. */
class BlueGreenMetricsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Site> sites = new ArrayList<>();
  private Rollouts rollouts;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 4; i++) {
      sites.add(new Site(Site.says(404, "text/plain", "")));
    }
    rollouts = rollouts();
  }

  @AfterEach
  void stop() throws IOException {
    for (Site site : sites) {
      site.close();
    }
  }

  private Rollouts rollouts() {
    return new Rollouts(
        Map.of("main", new Prometheus(sites.getFirst().uri(), Optional.empty())), PATIENCE);
  }

  /** The last step of one or two; as many are compared as the traffic-shifter says. */
  private static TrafficShifted whole(TrafficShifted shift, int steps, Instant at) {
    Duration bake = Duration.ofMillis(shift.getBake());
    RolloutPlan rollout = steps == 1 ? Events.rollout(bake, 100) : Events.rollout(bake, 5, 100);
    return TrafficShifted.newBuilder(shift)
        .setWeight(100)
        .setStep(steps - 1)
        .setSteps(steps)
        .setComparedSteps(Gates.compared(rollout, shift.getVerify(), Duration.ofSeconds(1)))
        .setShiftedAt(at)
        .setJudgeBy(at.plusSeconds(40))
        .build();
  }

  private VerdictReached verdict(TrafficShifted shift) throws Exception {
    rollouts.stage.deliver(shift).lookUntilDone(200);
    return rollouts.stage.announced(Topics.VERDICTS).getLast();
  }

  private Rejudgement again(TrafficShifted shift, VerdictReached verdict) {
    PastSteps past = new PastSteps(deployment -> true);
    past.add(shift);
    past.add(verdict);
    rollouts.stage.announced(Topics.MEASUREMENTS).stream()
        .filter(taken -> taken.getStep() == shift.getStep())
        .forEach(past::add);
    return Rejudgement.of(past.all().getFirst(), Optional.empty());
  }

  private static Evidence comparison(VerdictReached verdict) {
    return verdict.getEvidence().stream()
        .filter(evidence -> evidence.getMethod().equals("comparison"))
        .findFirst()
        .orElseThrow();
  }

  // --- Prometheus ---

  /** A hundred orders in each tick of a fleet, of which so many are bad. */
  private void prometheus(String candidate, String live) {
    sites
        .getFirst()
        .answers(
            json(
                r ->
                    answer(
                        series(
                            r,
                            "",
                            asks(r, "all_total")
                                ? "100"
                                : asks(r, "candidate") ? candidate : live))));
  }

  @Test
  void aPairOfCountersIsHeldAgainstTheTimeBefore() throws Exception {
    TrafficShifted shift = whole(Metered.pair(SourceKind.PROMETHEUS), 1, Events.START);
    prometheus("1", "1");
    VerdictReached good = verdict(shift);
    assertThat(good.getDecision()).as(good.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(comparison(good).getRatio()).isEqualTo(1.2 * 1.25);

    rollouts = rollouts();
    prometheus("20", "1");
    VerdictReached bad = verdict(shift);
    assertThat(bad.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(bad.getReason()).contains("orders: 20.0 % against 1.0 % before the shift");
    assertThat(again(shift, bad).reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
  }

  @Test
  void aHistogramIsHeldAgainstTheTimeBefore() throws Exception {
    TrafficShifted shift = whole(Metered.histogram(SourceKind.PROMETHEUS), 1, Events.START);
    sites
        .getFirst()
        .answers(
            json(
                r ->
                    asks(r, "candidate")
                        ? Matrix.histogram(r, "10", "92", "20", "92", "+Inf", "100")
                        : Matrix.histogram(r, "10", "100", "20", "100", "+Inf", "100")));

    VerdictReached verdict = verdict(shift);

    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason())
        .contains("orders p90: 8.0 % above 18.8 against 0.0 % above 10 before the shift");
    assertThat(again(shift, verdict).reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
  }

  @Test
  void whatAPrometheusSaysOddlyOfTheTimeBeforeNeverAdvances() throws Exception {
    prometheus("1", "NaN");

    VerdictReached verdict = verdict(whole(Metered.pair(SourceKind.PROMETHEUS), 1, Events.START));

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason())
        .contains("orders: the live fleet before the shift at")
        .contains("NaN is not a count");
  }

  @Test
  void aPrometheusThatKnowsNothingOfTheTimeBeforeIsInconclusive() throws Exception {
    sites
        .getFirst()
        .answers(
            json(
                r ->
                    asks(r, "candidate")
                        ? answer(series(r, "", asks(r, "all_total") ? "100" : "1"))
                        : answer()));

    VerdictReached verdict = verdict(whole(Metered.pair(SourceKind.PROMETHEUS), 1, Events.START));

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason())
        .contains("orders: nothing is known of the live fleet before the shift to compare with");
  }

  /** Down at first, it is asked again. */
  @Test
  void aPrometheusThatIsAwayIsAskedAgain() throws Exception {
    TrafficShifted shift = whole(Metered.pair(SourceKind.PROMETHEUS), 1, Events.START);
    sites.getFirst().answers(Site.says(503, "text/plain", "starting"));
    rollouts.stage.deliver(shift);
    for (int i = 0; i < 5; i++) {
      rollouts.clock.advance(((Outcome.CheckAgain) rollouts.stage.look()).after());
    }
    prometheus("1", "1");
    rollouts.stage.lookUntilDone(100);

    VerdictReached verdict = rollouts.stage.only(Topics.VERDICTS);
    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(comparison(verdict).getTicks()).isEqualTo(14);
  }

  /** Nothing but the comparison holds it, and whether anybody came is not known. */
  @Test
  void aPrometheusThatStaysAwayNeverAdvances() throws Exception {
    TrafficShifted shift =
        whole(Metered.besideTheLoadBalancer(SourceKind.PROMETHEUS), 1, Events.START);
    sites.getFirst().answers(Site.says(503, "text/plain", "starting"));

    VerdictReached verdict = verdict(shift);

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason())
        .startsWith("orders p90: nothing is known of the live fleet before the step began")
        .contains("prometheus answers 503");
    assertThat(again(shift, verdict).reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
  }

  @Test
  void aPrometheusThatSaysThatNobodyCameHoldsUpNothing() throws Exception {
    TrafficShifted shift =
        whole(Metered.besideTheLoadBalancer(SourceKind.PROMETHEUS), 1, Events.START);
    sites.getFirst().answers(json(r -> answer()));

    VerdictReached verdict = verdict(shift);

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(verdict.getReason())
        .contains("orders p90: nobody came to the live fleet before the shift");
    assertThat(again(shift, verdict).reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
  }

  // --- the instances' own counters ---

  /** Counters since an hour ago: a hundred a second, and of those since the shift another share. */
  private String pair(long since, double worse) {
    long second = Duration.between(Events.START, rollouts.clock.instant()).toSeconds();
    long before = 100 * (3_600 + Math.min(second, since));
    long after = 100 * Math.max(0, second - since);
    return """
        # TYPE all_total counter
        all_total %d
        # TYPE bad_total counter
        bad_total{kind="a"} %d
        """
        .formatted(before + after, Math.round(before * 0.01 + after * worse));
  }

  /** None of them took more than 10 ms; since the shift a share took more than 20 ms. */
  private String histogram(long since, double slower) {
    long second = Duration.between(Events.START, rollouts.clock.instant()).toSeconds();
    long before = 100 * (3_600 + Math.min(second, since));
    long after = 100 * Math.max(0, second - since);
    long quick = Math.round(before + after * (1 - slower));
    return String.format(
        Locale.ROOT,
        """
        # TYPE took histogram
        took_bucket{le="10"} %d
        took_bucket{le="20"} %d
        took_bucket{le="+Inf"} %d
        """,
        quick,
        quick,
        before + after);
  }

  private void show(ToDoubleFunction<Integer> share, boolean histogram) {
    for (int i = 0; i < sites.size(); i++) {
      double of = share.applyAsDouble(i);
      sites
          .get(i)
          .answers(
              (r, out) ->
                  Site.send(
                      out,
                      200,
                      "text/plain; version=0.0.4",
                      histogram ? histogram(40, of) : pair(40, of)));
    }
    rollouts.cloud.listensAt("candidate", List.of(endpoint(0), endpoint(1)));
    rollouts.cloud.listensAt("live", List.of(endpoint(2), endpoint(3)));
  }

  private Endpoint endpoint(int i) {
    return new Endpoint("i-" + (i + 1), "127.0.0.1", sites.get(i).port());
  }

  /** The step to 100 % after one to 5 %, in which both fleets' counters were read. */
  private TrafficShifted afterAStep(TrafficShifted shift) throws Exception {
    VerdictReached first = verdict(shift);
    assertThat(first.getDecision()).as(first.getReason()).isEqualTo(Decision.ADVANCE);
    rollouts.clock.set(Events.START.plusSeconds(40));
    return whole(shift, 2, rollouts.clock.instant());
  }

  @Test
  void countersAreHeldAgainstThoseOfTheStepsBefore() throws Exception {
    show(i -> 0.01, false);
    TrafficShifted shift = afterAStep(Metered.pair(SourceKind.SCRAPE));
    VerdictReached good = verdict(shift);
    assertThat(good.getDecision()).as(good.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(comparison(good).getSentence()).contains("against 1.0 % before the shift");

    rollouts = rollouts();
    show(i -> i < 2 ? 0.2 : 0.01, false);
    afterAStep(Metered.pair(SourceKind.SCRAPE));
    VerdictReached bad = verdict(shift);
    assertThat(bad.getDecision()).as(bad.getReason()).isEqualTo(Decision.ROLL_BACK);
    assertThat(bad.getReason()).contains("against 1.0 % before the shift");
    assertThat(bad.getReason()).doesNotContain("as wholes");
    assertThat(again(shift, bad).reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aHistogramsThresholdIsOfBeforeThoseSteps(int looks) throws Exception {
    show(i -> i < 2 ? 0.08 : 0, true);
    TrafficShifted shift = afterAStep(Metered.histogram(SourceKind.SCRAPE));
    VerdictReached undisturbed = verdict(shift);
    assertThat(undisturbed.getDecision()).as(undisturbed.getReason()).isEqualTo(Decision.ROLL_BACK);
    assertThat(undisturbed.getReason()).contains("against 0.0 % above 10 before the shift");

    rollouts = rollouts();
    show(i -> i < 2 ? 0.08 : 0, true);
    rollouts.stage.deliver(afterAStep(Metered.histogram(SourceKind.SCRAPE)));
    for (int i = 0; i < looks; i++) {
      rollouts.clock.advance(((Outcome.CheckAgain) rollouts.stage.look()).after());
    }
    rollouts.cloud.listensAt("live", List.of());
    rollouts.stage.crashAndRedeliver().lookUntilDone(100);

    assertThat(rollouts.stage.announced(Topics.VERDICTS).getLast()).isEqualTo(undisturbed);
    assertThat(again(shift, undisturbed).reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
    assertThat(rollouts.stage.announced(Topics.MEASUREMENTS))
        .filteredOn(taken -> taken.getSource().equals("scrape-before"))
        .isNotEmpty()
        .allSatisfy(taken -> assertThat(taken.getStep()).isEqualTo(1))
        .allSatisfy(taken -> assertThat(taken.getLive().getInstances()).hasSize(2))
        .extracting(MeasurementTaken::getTickStart)
        .allMatch(start -> start.isBefore(shift.getShiftedAt()));
  }

  /** Of the night in which it stood nothing is known in ticks of two seconds. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasCountedTheEveningBeforeIsNoComparison(boolean histogram) throws Exception {
    show(i -> 0.01, histogram);
    SourceKind scrape = SourceKind.SCRAPE;
    TrafficShifted evening = histogram ? Metered.histogram(scrape) : Metered.pair(scrape);
    afterAStep(evening);
    rollouts.clock.set(Events.START.plus(Duration.ofHours(8)));
    TrafficShifted morning = whole(evening, 2, rollouts.clock.instant());

    VerdictReached verdict = verdict(morning);

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(verdict.getEvidence())
        .extracting(Evidence::getMethod)
        .containsExactly("limit", "none");
    assertThat(verdict.getReason())
        .contains("since the last measurement of its instances that is as long as this step's is")
        .contains(", too long before the shift");
    assertThat(again(morning, verdict).reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
  }

  /**
   * Where all traffic moves at once, nobody has read them before; it is told, and the rest holds.
   */
  @Test
  void withoutAStepBeforeCountersAreHeldToTheirLimit() throws Exception {
    show(i -> 0.01, false);

    VerdictReached verdict = verdict(whole(Metered.pair(SourceKind.SCRAPE), 1, Events.START));

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(verdict.getEvidence())
        .extracting(Evidence::getMethod)
        .containsExactly("limit", "none");
    assertThat(verdict.getReason())
        .contains("orders: 1.0 % with a limit of 30.0 %")
        .contains("since instances' counters do not tell how they were before the rollout");
  }
}
