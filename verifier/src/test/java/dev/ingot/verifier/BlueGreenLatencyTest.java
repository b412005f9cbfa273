package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Latency;
import dev.ingot.cloud.memory.Counts;
import dev.ingot.events.Decision;
import dev.ingot.events.Evidence;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.StageContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Latency, where the candidate has all traffic: held to how quick the live fleet was before. */
class BlueGreenLatencyTest {
  private static final int TICKS = 20;

  private Rollouts rollout = new Rollouts();

  @BeforeEach
  void liveWasQuick() {
    serve(rollout, 100);
    answersIn(rollout, 40, 140);
  }

  /** So many requests a second, on one side of the shift. */
  private static void serve(Rollouts rollout, long before) {
    rollout.cloud.requests(
        "live", start -> Optional.of(new Counts(start.isBefore(Events.START) ? before : 0, 0)));
    rollout.cloud.requests(
        "candidate", start -> Optional.of(new Counts(start.isBefore(Events.START) ? 0 : 100, 0)));
    rollout.cloud.answersIn("live", start -> was(start, Rollouts.histogram(start, 40, 140)));
  }

  private static Latency was(Instant start, Latency latency) {
    return start.isBefore(Events.START) ? latency : new Latency.Unknown(start);
  }

  private static void answersIn(Rollouts rollout, double millis, double slowest) {
    rollout.answersIn("candidate", millis, slowest);
  }

  private static TrafficShifted shift() {
    return TrafficShifted.newBuilder(Rollouts.timed())
        .setWeight(100)
        .setSteps(1)
        .setComparedSteps(1)
        .build();
  }

  private static TrafficShifted with(UnaryOperator<VerifyPlan.Builder> change) {
    return TrafficShifted.newBuilder(shift())
        .setVerify(change.apply(VerifyPlan.newBuilder(shift().getVerify())).build())
        .build();
  }

  private VerdictReached verdict(TrafficShifted shift) throws Exception {
    rollout.stage.deliver(shift).lookUntilDone(500);
    return rollout.stage.only(Topics.VERDICTS);
  }

  private static Evidence latency(VerdictReached verdict) {
    return verdict.getEvidence().stream()
        .filter(evidence -> evidence.getMetric().equals("latency p99"))
        .findFirst()
        .orElseThrow();
  }

  private List<MeasurementTaken> announced(String source, String metric) {
    return rollout.stage.announced(Topics.MEASUREMENTS).stream()
        .filter(m -> m.getSource().equals(source) && m.getMetric().equals(metric))
        .filter(MeasurementTaken::getBefore)
        .toList();
  }

  @Test
  void advancesACandidateThatIsAsQuickAsTheLiveFleetWas() throws Exception {
    VerdictReached verdict = verdict(shift());

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    Evidence latency = latency(verdict);
    assertThat(latency.getSentence()).contains("above 150 ms before the shift over 20 s");
    assertThat(latency.getLiveThreshold()).isEqualTo(150);
    // What is tolerated, and a quarter more for the hour.
    assertThat(latency.getCandidateThreshold()).isEqualTo(150 * 1.3 * 1.25);
    assertThat(latency.getRatio()).isEqualTo(1.25);
    assertThat(latency.getTicks()).isEqualTo(TICKS);
  }

  @Test
  void rollsBackACandidateThatIsSlower() throws Exception {
    answersIn(rollout, 500, 500);

    VerdictReached verdict = verdict(shift());

    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason())
        .startsWith(
            "latency p99: 100.0 % above 244 ms against 0.0 % above 150 ms before the shift");
    assertThat(verdict.getReachedAt()).isBefore(Events.START.plusSeconds(TICKS));
  }

  /** A threshold that hangs on what it is to judge would be no fair one. */
  @Test
  void theThresholdIsOfATimeBeforeTheTicksThatAreCompared() throws Exception {
    verdict(shift());

    Instant compared = Events.START.minusSeconds(TICKS);
    assertThat(announced("load-balancer", "latency"))
        .hasSize(TICKS)
        .allSatisfy(m -> assertThat(m.getTickStart()).isBefore(compared));
    assertThat(announced("load-balancer-before", "latency"))
        .extracting(MeasurementTaken::getTickStart)
        .hasSize(TICKS)
        .startsWith(compared)
        .endsWith(Events.START.minusSeconds(1));
  }

  /** Whenever it dies, and whatever the cloud says afterwards of the time before. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 9})
  void givesTheSameVerdictFromItsMeasurementsAfterACrash(int looks) throws Exception {
    answersIn(rollout, 500, 500);
    VerdictReached undisturbed = verdict(shift());

    rollout = new Rollouts();
    liveWasQuick();
    answersIn(rollout, 500, 500);
    rollout.stage.deliver(shift());
    for (int i = 0; i < looks; i++) {
      rollout.clock.advance(((Outcome.CheckAgain) rollout.stage.look()).after());
    }
    if (looks > 2) {
      rollout.cloud.answersIn("live", start -> Rollouts.histogram(start, 500, 500));
    }
    rollout.stage.crashAndRedeliver().lookUntilDone(500);

    assertThat(rollout.stage.only(Topics.VERDICTS)).isEqualTo(undisturbed);
    assertThat(again(shift()).reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
  }

  @Test
  void rejudgingComesToTheSameVerdict() throws Exception {
    verdict(shift());

    Rejudgement again = again(shift());

    assertThat(again.reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
    assertThat(again.again().decision()).hasValue(Decision.ADVANCE);
  }

  private Rejudgement again(TrafficShifted shift) {
    PastSteps past = new PastSteps(deployment -> true);
    past.add(shift);
    past.add(rollout.stage.only(Topics.VERDICTS));
    List<MeasurementTaken> measured = new ArrayList<>(rollout.stage.announced(Topics.MEASUREMENTS));
    Collections.reverse(measured);
    measured.forEach(past::add);
    return Rejudgement.of(past.all().getFirst(), Optional.empty());
  }

  /** More than the source is asked for at once: nothing is compared until all are known. */
  @Test
  void aLongBakeIsAskedForInSeveralLooks() throws Exception {
    answersIn(rollout, 500, 500);
    TrafficShifted longer = TrafficShifted.newBuilder(shift()).setBake(150_000).build();

    rollout.clock.set(Events.START.plusSeconds(13));
    rollout.stage.deliver(longer).look();
    assertThat(announced("load-balancer-before", "latency")).hasSize(120);
    assertThat(rollout.stage.announced(Topics.VERDICTS)).isEmpty();

    rollout.stage.crashAndRedeliver().lookUntilDone(500);
    assertThat(announced("load-balancer-before", "latency")).hasSize(150);
    assertThat(rollout.stage.only(Topics.VERDICTS).getDecision()).isEqualTo(Decision.ROLL_BACK);
  }

  @Test
  void isInconclusiveWhenNothingIsKnownOfTheTimeBefore() throws Exception {
    rollout.cloud.answersIn("live", Latency.Unknown::new);

    VerdictReached verdict = verdict(shift());

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("latency p99: nothing is known of the live fleet");
  }

  @Test
  void isInconclusiveWhenTooFewCameBefore() throws Exception {
    serve(rollout, 4);

    VerdictReached verdict = verdict(with(verify -> verify.setMinRequests(100)));

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason())
        .isEqualTo(
            "errors: the live fleet before the shift had 80 requests in 20 measured ticks, needed 100");
  }

  @Test
  void whereNobodyMayComeNobodyHasToHaveCome() throws Exception {
    rollout.cloud.answersIn("live", Latency.Unknown::new);
    serve(rollout, 0);
    rollout.cloud.answersIn("live", Latency.Unknown::new);

    VerdictReached verdict = verdict(with(verify -> verify.setMinRequests(0)));

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(latency(verdict).getMethod()).isEqualTo("none");
    assertThat(verdict.getReason()).contains("nobody came to the live fleet before the shift");
  }

  /** The latest ticks are set beside the candidate's first, so what is odd in them is seen. */
  @Test
  void whatWasOddBeforeNeverAdvances() throws Exception {
    rollout.cloud.answersIn(
        "live",
        start ->
            start.equals(Events.START.minusSeconds(3))
                ? new Latency.Histogram(start, List.of(10.0, 20.0), List.of(90L, 5L, 5L))
                : Rollouts.histogram(start, 40, 140));

    VerdictReached verdict = verdict(shift());

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason())
        .contains("latency: the live fleet before the shift at")
        .contains("the histogram has other buckets");
  }

  @Test
  void impossibleCountsFromBeforeNeverAdvance() throws Exception {
    rollout.cloud.requests(
        "live",
        start ->
            Optional.of(
                start.equals(Events.START.minusSeconds(3))
                    ? new Counts(1L << 60, 0)
                    : new Counts(start.isBefore(Events.START) ? 100 : 0, 0)));

    VerdictReached verdict = verdict(shift());

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason())
        .contains("errors: the live fleet before the shift at")
        .contains("is too large for a count");
  }

  @Test
  void quantilesAloneAreReportedByTheWeakerJudge() throws Exception {
    rollout.cloud.answersIn("live", start -> new Latency.Quantiles(start, Map.of(0.99, 120.0)));
    rollout.cloud.answersIn(
        "candidate", start -> new Latency.Quantiles(start, Map.of(0.99, 500.0)));

    VerdictReached verdict = verdict(shift());

    assertThat(verdict.getDecision()).isEqualTo(Decision.ADVANCE);
    assertThat(latency(verdict).getWeak()).isTrue();
    assertThat(latency(verdict).getSentence())
        .contains("against 120 ms before the shift")
        .contains("a weaker judge that only reports");
  }

  @Test
  void tellsWhenTheBakesHaveNoRoomForIt() throws Exception {
    TrafficShifted last =
        TrafficShifted.newBuilder(shift()).setSteps(4).setComparedSteps(3).build();

    VerdictReached verdict = verdict(last);

    assertThat(verdict.getDecision()).isEqualTo(Decision.ADVANCE);
    assertThat(latency(verdict).getMethod()).isEqualTo("none");
    assertThat(verdict.getReason())
        .contains(
            "latency p99: no comparison with the live fleet as it was before the shift, since the"
                + " rollout's bakes are too short for one more comparison");
    assertThat(rollout.stage.announced(Topics.MEASUREMENTS)).noneMatch(MeasurementTaken::getBefore);
  }

  @Nested
  class Contract extends StageContract<TrafficShifted> {
    @Override
    protected ManualStage<TrafficShifted> freshStage() {
      Rollouts rollouts = new Rollouts();
      serve(rollouts, 100);
      answersIn(rollouts, 40, 140);
      return rollouts.stage;
    }

    @Override
    protected TrafficShifted event() {
      return shift();
    }

    /** The verifier only looks; there is nothing that it could leave behind. */
    @Override
    protected void assertWorldIsSafe() {}

    @Override
    protected boolean holdsDeployment() {
      return false;
    }
  }
}
