package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.memory.Counts;
import dev.ingot.events.Decision;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Series;
import dev.ingot.verifier.judge.Tick;
import dev.ingot.verifier.sources.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blue-green: the candidate has all traffic, and is held to the live fleet as it was before. */
class BaselineTest {
  private static final int TICKS = 12;

  private final Rollouts rollout = new Rollouts();

  @BeforeEach
  void allTrafficMoves() {
    // Half a percent of errors, before and after.
    serves(rollout, "live", 0, 5);
    serves(rollout, "candidate", 5, 0);
  }

  /** 1,000 requests a second on one side of the shift. */
  private static void serves(Rollouts rollout, String fleet, long after, long before) {
    rollout.cloud.requests(
        fleet,
        start -> {
          boolean live = fleet.equals("live");
          boolean now = !start.isBefore(Events.START);
          return Optional.of(
              live == now ? new Counts(0, 0) : new Counts(1_000, live ? before : after));
        });
  }

  static TrafficShifted shift() {
    return TrafficShifted.newBuilder(Rollouts.shift())
        .setWeight(100)
        .setSteps(1)
        .setComparedSteps(1)
        .build();
  }

  @Test
  void advancesACandidateThatIsAsTheLiveFleetWas() throws Exception {
    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.ADVANCE);
    assertThat(verdict.getReason()).contains("against 0.5 % before the shift");
    assertThat(verdict.getEvidence()).extracting(e -> e.getMethod()).contains("comparison");
  }

  @Test
  void rollsBackWhatIsWorseAndYetBelowTheLimit() throws Exception {
    serves(rollout, "live", 0, 1);
    serves(rollout, "candidate", 40, 0);

    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason()).contains("4.0 % against 0.1 % before the shift");
    assertThat(verdict.getReachedAt()).isBefore(Events.START.plus(Rollouts.BAKE));
  }

  @Test
  void announcesAsManyTicksAsTheBakeHasOnceAndAheadOfTheCandidates() throws Exception {
    verdict();

    List<MeasurementTaken> before =
        Baseline.announced(shift(), rollout.stage.announced(Topics.MEASUREMENTS));
    assertThat(before).hasSize(TICKS);
    assertThat(before.getFirst().getTickStart()).isEqualTo(Events.START.minusSeconds(TICKS));
    assertThat(before.getLast().getTickStart()).isEqualTo(Events.START.minusSeconds(1));
    assertThat(before).allSatisfy(m -> assertThat(m.getLive().getErrors()).isEqualTo(5));
    assertThat(rollout.stage.announced(Topics.MEASUREMENTS)).hasSize(2 * TICKS);
  }

  @Test
  void remembersItWhenTheSourceHasForgotten() throws Exception {
    serves(rollout, "candidate", 40, 0);
    rollout.stage.deliver(shift());
    for (int i = 0; i < 4; i++) {
      rollout.clock.advance(((Outcome.CheckAgain) rollout.stage.look()).after());
    }
    rollout.cloud.silent("live");
    rollout.stage.crashAndRedeliver().lookUntilDone(100);

    Rollouts undisturbed = new Rollouts();
    serves(undisturbed, "live", 0, 5);
    serves(undisturbed, "candidate", 40, 0);
    undisturbed.stage.deliver(shift()).lookUntilDone(100);

    assertThat(rollout.stage.only(Topics.VERDICTS))
        .isEqualTo(undisturbed.stage.only(Topics.VERDICTS));
  }

  @Test
  void isInconclusiveWhenNobodyKnowsHowTheLiveFleetWas() throws Exception {
    rollout.cloud.silent("live");

    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("nothing is known of the live fleet before the shift");
  }

  @Test
  void comparesWithNobodyWhereTheBakeHasNoRoomForIt() throws Exception {
    TrafficShifted last =
        TrafficShifted.newBuilder(shift()).setSteps(4).setComparedSteps(3).build();
    rollout.stage.deliver(last).lookUntilDone(100);

    assertThat(Baseline.announced(last, rollout.stage.announced(Topics.MEASUREMENTS))).isEmpty();
    assertThat(rollout.stage.only(Topics.VERDICTS).getEvidence())
        .extracting(e -> e.getMethod())
        .containsExactly("limit", "none");
  }

  @Test
  void waitsForASourceThatIsLate() throws Exception {
    rollout.clock.set(Events.START.plusMillis(100));
    rollout.stage.deliver(shift()).look();

    assertThat(rollout.stage.announced(Topics.MEASUREMENTS)).isEmpty();
  }

  @Test
  void aBakeThatBeginsAnewHasTheWholeOfItAgain() {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ticks.add(
          Tick.of(
              Events.START.plusSeconds(i),
              Optional.of(new Sample.Counted(100, 1)),
              Optional.empty()));
    }
    List<MeasurementTaken> before = new ArrayList<>();
    for (int i = TICKS; i > 0; i--) {
      before.add(before(Events.START.minusSeconds(i)));
    }

    List<Series> beside =
        Baseline.beside(
            shift(),
            List.of(new Series(Policies.ERRORS, ticks)),
            before,
            Events.START.plusSeconds(2));

    assertThat(beside.getFirst().ticks())
        .extracting(tick -> tick.live().isPresent())
        .containsExactly(false, false, true, true);
    assertThat(Baseline.beside(shift(), beside, before.subList(1, TICKS), Events.START))
        .as("as long as some are still to be asked for")
        .allSatisfy(one -> assertThat(one.ticks()).noneMatch(tick -> tick.live().isPresent()));
  }

  private static MeasurementTaken before(Instant start) {
    return MeasurementTaken.newBuilder()
        .setId("before-" + start)
        .setDeployment(shift().getDeployment())
        .setStep(shift().getStep())
        .setSource("load-balancer-before")
        .setMetric(Policies.ERRORS)
        .setTickStart(start)
        .setTickLength(1_000)
        .setCandidate(Samples.unknown())
        .setLive(Samples.encode(Optional.of(new Sample.Counted(100, 1))))
        .setBefore(true)
        .build();
  }

  private VerdictReached verdict() throws Exception {
    rollout.stage.deliver(shift()).lookUntilDone(200);
    return rollout.stage.only(Topics.VERDICTS);
  }
}
