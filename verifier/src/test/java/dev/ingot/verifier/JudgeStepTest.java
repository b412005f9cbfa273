package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.testkit.Events;
import dev.ingot.verifier.sources.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeStepTest {
  private final Rollouts rollout = new Rollouts();

  /** Its topics are held to it, as the traffic-shifter's are. */
  @Test
  void mayBeInHandForAsLongAsARollout() {
    VerifierConfig config =
        Config.read(VerifierConfig.class, Map.of("ingot.shifter.longest", "168h"));
    JudgeStep judge =
        new JudgeStep(
            environment -> rollout.cloud,
            new Sources(environment -> Map.of(), Duration.ofSeconds(4)),
            config.longest());

    assertThat(judge.spec().longest()).isEqualTo(Duration.ofDays(7));
    assertThatThrownBy(
            () -> Config.read(VerifierConfig.class, Map.of("ingot.shifter.longest", "0s")))
        .hasStackTraceContaining("ingot.shifter.longest is PT0S; it must be positive");
  }

  @Test
  void advancesAGoodVersionWhenTheBakeIsOver() throws Exception {
    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.ADVANCE);
    assertThat(verdict.getReachedAt()).isAfterOrEqualTo(Events.START.plus(Rollouts.BAKE));
    assertThat(verdict.getEvidence()).extracting(e -> e.getMethod()).contains("comparison");
  }

  @Test
  void rollsABadVersionBackLongBeforeTheBakeIsOver() throws Exception {
    rollout.cloud.serves("candidate", 5, 2);

    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReachedAt()).isBefore(Events.START.plusSeconds(8));
    assertThat(verdict.getReason()).contains("40.0 %");
  }

  @Test
  void announcesEveryTickOnceWithBothArms() throws Exception {
    verdict();

    List<MeasurementTaken> ticks = rollout.stage.announced(Topics.MEASUREMENTS);
    assertThat(ticks).extracting(MeasurementTaken::getTickStart).doesNotHaveDuplicates();
    assertThat(ticks).hasSize(12);
    assertThat(ticks.getFirst().getLive().getRequests()).isEqualTo(95);
  }

  @Test
  void advancesEarlyWhatIsProvenAndOnlyWhereTheRolloutSaysSo() throws Exception {
    assertThat(advanced(true)).isBefore(Events.START.plusSeconds(60));
    assertThat(advanced(false)).isAfterOrEqualTo(Events.START.plusSeconds(120));
  }

  /** Of a candidate that is as good as the live fleet; both have many requests, some in vain. */
  private static Instant advanced(boolean early) throws Exception {
    Rollouts busy = new Rollouts();
    busy.cloud.serves("candidate", 1_000, 10);
    busy.cloud.serves("live", 9_000, 90);
    busy.stage
        .deliver(
            TrafficShifted.newBuilder(Rollouts.shift())
                .setBake(Duration.ofMinutes(2).toMillis())
                .setJudgeBy(Events.START.plusSeconds(160))
                .setEarly(early)
                .build())
        .lookUntilDone(500);
    VerdictReached verdict = busy.stage.only(Topics.VERDICTS);
    assertThat(verdict.getDecision()).isEqualTo(Decision.ADVANCE);
    return verdict.getReachedAt();
  }

  @Test
  void measuresTheWarmUpAndDoesNotJudgeIt() throws Exception {
    TrafficShifted warming =
        TrafficShifted.newBuilder(Rollouts.shift())
            .setVerify(Events.verify().setWarmup(4_000).build())
            .build();
    rollout.stage.deliver(warming).lookUntilDone(200);

    assertThat(rollout.stage.announced(Topics.MEASUREMENTS)).hasSize(12);
    // The first tick that begins after four seconds is the sixth.
    assertThat(rollout.stage.only(Topics.VERDICTS).getEvidence())
        .isNotEmpty()
        .allSatisfy(evidence -> assertThat(evidence.getTicks()).isEqualTo(7));
  }

  @Test
  void givesTheSameVerdictFromItsMeasurementsAfterACrash() throws Exception {
    rollout.cloud.serves("candidate", 5, 1);
    VerdictReached undisturbed = verdict();

    Rollouts again = new Rollouts();
    again.cloud.serves("candidate", 5, 1);
    again.stage.deliver(Rollouts.shift());
    for (int i = 0; i < 4; i++) {
      again.clock.advance(((Outcome.CheckAgain) again.stage.look()).after());
    }
    again.stage.crashAndRedeliver().lookUntilDone(100);

    assertThat(again.stage.only(Topics.VERDICTS)).isEqualTo(undisturbed);
  }

  @Test
  void isInconclusiveWhenBothFleetsAreInTheSameTrouble() throws Exception {
    rollout.cloud.serves("candidate", 50, 20);
    rollout.cloud.serves("live", 950, 380);

    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("so the candidate is not to blame");
  }

  @Test
  void isInconclusiveWhenTheSourceSaysNothing() throws Exception {
    rollout.cloud.silent("candidate");

    assertThat(verdict().getDecision()).isEqualTo(Decision.INCONCLUSIVE);
  }

  @Test
  void advancesAFirstDeploymentThatNobodyUsesYetByItsHealth() throws Exception {
    rollout.cloud.silent("candidate");
    TrafficShifted first =
        TrafficShifted.newBuilder(Rollouts.shift())
            .setLive(null)
            .setWeight(100)
            .setSteps(1)
            .setComparedSteps(0)
            .build();

    rollout.stage.deliver(first).lookUntilDone(200);

    assertThat(rollout.stage.only(Topics.VERDICTS).getDecision()).isEqualTo(Decision.ADVANCE);
  }

  @Test
  void leavesAStepThatANewerOneHasOvertaken() throws Exception {
    rollout.stage.deliver(Rollouts.shift()).look();
    rollout.stage.newerWaiting(true);

    assertThat(rollout.stage.look()).isEqualTo(Outcome.done());
  }

  @Test
  void leavesADeploymentThatHasEnded() throws Exception {
    rollout.stage.say(
        Topics.OUTCOMES,
        Events.deploymentFinished(Events.deployment(), DeploymentOutcome.ABORTED).build());

    assertThat(rollout.stage.deliver(Rollouts.shift()).look()).isEqualTo(Outcome.done());
  }

  @Test
  void judgesNothingWhenTrafficWasTakenBackOrNobodyAsksForIt() throws Exception {
    TrafficShifted back = Events.trafficShifted(Events.deployment(), -1, 0).build();
    assertThat(rollout.stage.deliver(back).look()).isEqualTo(Outcome.done());

    TrafficShifted others =
        TrafficShifted.newBuilder(Rollouts.shift())
            .setVerify(Events.verify().setJudges(List.of("load-test")).build())
            .build();
    assertThat(rollout.stage.deliver(others).look()).isEqualTo(Outcome.done());
  }

  @Test
  void rollsBackWhenTheFleetIsGone() throws Exception {
    rollout.cloud.removeFleet("candidate");

    VerdictReached verdict = verdict();
    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason()).contains("the fleet is gone");
  }

  private VerdictReached verdict() throws Exception {
    rollout.stage.deliver(Rollouts.shift()).lookUntilDone(200);
    return rollout.stage.only(Topics.VERDICTS);
  }
}
