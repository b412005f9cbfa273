package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.Call;
import dev.ingot.cloud.memory.FleetScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.LeaseLostException;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShiftTrafficTest {
  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final ManualStage<FleetProvisioned> stage = Fixtures.stage(cloud, clock);

  @BeforeEach
  void aCandidateBesideALiveFleet() {
    Fixtures.makeCandidate(cloud);
    Fixtures.makeLive(cloud);
  }

  private Route route() {
    return cloud.traffic().current(Events.SERVICE).orElseThrow();
  }

  private void judge(int step, Decision decision) {
    stage.say(
        Topics.VERDICTS,
        Events.verdictReached(Events.deployment(), step, decision)
            .setReachedAt(clock.instant())
            .build());
  }

  /** Announced and advanced up to the step, which is announced and not judged. */
  private void upTo(int step) throws Exception {
    stage.deliver(Fixtures.rollout());
    stage.look();
    for (int i = 0; i < step; i++) {
      judge(i, Decision.ADVANCE);
      clock.advance(Duration.ofSeconds(1));
      stage.look();
    }
  }

  private DeploymentFinished outcome() {
    return stage.only(Topics.OUTCOMES);
  }

  private TrafficShifted lastShift() {
    return stage.announced(Topics.TRAFFIC).getLast();
  }

  @Test
  void walksThroughEveryStepAndMakesTheCandidateLive() throws Exception {
    upTo(3);
    judge(3, Decision.ADVANCE);
    stage.look();

    assertThat(stage.announced(Topics.TRAFFIC))
        .extracting(TrafficShifted::getWeight)
        .containsExactly(5, 25, 50, 100);
    assertThat(stage.announced(Topics.TRAFFIC))
        .extracting(TrafficShifted::getPreviousWeight)
        .containsExactly(0, 5, 25, 50);
    // The last bake has room for a comparison, too: with how the live fleet was before.
    assertThat(lastShift().getComparedSteps()).isEqualTo(4);
    assertThat(lastShift().getEarly()).isFalse();
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.PROMOTED);
    assertThat(route()).isEqualTo(Fixtures.route(Map.of(CANDIDATE, 100), CANDIDATE, null, null));
  }

  @Test
  void tellsTheJudgesThatAStepMayAdvanceEarlyAndGoesOnWhenTheyLetIt() throws Exception {
    stage.deliver(Fixtures.early(Fixtures.rollout())).look();
    judge(0, Decision.ADVANCE);
    clock.advance(Duration.ofSeconds(1));
    stage.look();

    assertThat(stage.announced(Topics.TRAFFIC))
        .allSatisfy(shift -> assertThat(shift.getEarly()).isTrue());
    assertThat(route().weightOf(CANDIDATE)).isEqualTo(25);
  }

  @Test
  void saysWhenTheJudgesSilenceCountsAsANo() throws Exception {
    upTo(0);

    assertThat(lastShift().getShiftedAt()).isEqualTo(Events.START);
    assertThat(lastShift().getJudgeBy()).isEqualTo(Events.START.plusSeconds(151));
    assertThat(route().rollbackAt()).hasValue(Events.START.plusSeconds(211));
  }

  @Test
  void takesAllTrafficBackInTheLookThatSeesTheVerdict() throws Exception {
    upTo(1);
    judge(1, Decision.ROLL_BACK);

    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(route()).isEqualTo(Fixtures.liveRoute());
    assertThat(lastShift().getStep()).isEqualTo(-1);
    assertThat(lastShift().getWeight()).isZero();
    assertThat(lastShift().getPreviousWeight()).isEqualTo(25);
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.ROLLED_BACK);
  }

  @Test
  void takesTrafficBackWithoutTheLeaseAndWithoutAskingForFleets() throws Exception {
    upTo(1);
    judge(1, Decision.ROLL_BACK);
    cloud.failAlways(Call.FIND_FLEET, new CloudException.Throttled("slow down", null));
    stage.lease(false);

    stage.look();

    assertThat(route()).isEqualTo(Fixtures.liveRoute());
  }

  @Test
  void takesTrafficBackAndSaysSoWhereNothingButTheWayBackWorks() throws Exception {
    upTo(1);
    judge(1, Decision.ROLL_BACK);
    CloudException away = new CloudException.Unavailable("away", null);
    cloud.failAlways(Call.CURRENT, away);
    cloud.failAlways(Call.SHIFT, away);
    cloud.failAlways(Call.FIND_FLEET, away);

    stage.look();

    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.ROLLED_BACK);
    cloud.heal();
    assertThat(route()).isEqualTo(Fixtures.liveRoute());
  }

  @Test
  void triesTheWayBackEverySecondUntilTheCloudLetsItThrough() throws Exception {
    upTo(1);
    judge(1, Decision.ROLL_BACK);
    cloud.failNext(Call.RESTORE_LIVE, new CloudException.Unavailable("away", null));
    cloud.failNext(Call.RESTORE_LIVE, new CloudException.Throttled("slow down", null));
    cloud.failNext(Call.RESTORE_LIVE, new CloudException.Unavailable("away", null));

    for (int failure = 0; failure < 3; failure++) {
      assertThat(stage.look()).isEqualTo(Outcome.checkAgain(Duration.ofSeconds(1)));
      assertThat(route().weightOf(CANDIDATE)).isEqualTo(25);
      clock.advance(Duration.ofSeconds(1));
    }
    stage.look();

    assertThat(route()).isEqualTo(Fixtures.liveRoute());
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.ROLLED_BACK);
  }

  @Test
  void makesTheRuleAgainThatLostItsNoteOfWhoIsLive() throws Exception {
    upTo(1);
    judge(1, Decision.ROLL_BACK);
    cloud.setRoute(Fixtures.route(Map.of(LIVE, 75, CANDIDATE, 25), null, CANDIDATE, null));

    stage.look();

    assertThat(route()).isEqualTo(Fixtures.liveRoute());
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.ROLLED_BACK);
  }

  @Test
  void rollsBackWhenTheJudgeStaysSilent() throws Exception {
    upTo(0);
    clock.advance(Duration.ofSeconds(152));

    stage.look();

    assertThat(route()).isEqualTo(Fixtures.liveRoute());
    assertThat(outcome().getReason()).contains("silence");
  }

  @Test
  void abortsBeforeTheFirstStepWithoutAWordAboutTraffic() throws Exception {
    cloud.fleet(CANDIDATE, FleetScript.neverHealthy("no"));
    stage.deliver(Fixtures.rollout()).look();
    stage.say(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());

    stage.look();

    assertThat(stage.announced(Topics.TRAFFIC)).isEmpty();
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
  }

  @Test
  void shiftsNothingWithoutTheLease() {
    stage.deliver(Fixtures.rollout()).lease(false);

    assertThatThrownBy(stage::look).isInstanceOf(LeaseLostException.class);
    assertThat(route()).isEqualTo(Fixtures.liveRoute());
  }

  @Test
  void undoesAndReportsAWeightRaisedByHand() throws Exception {
    upTo(1);
    cloud.setWeights(Events.SERVICE, Map.of(LIVE, 10, CANDIDATE, 90));
    clock.advance(Duration.ofSeconds(30));

    stage.look();

    assertThat(route().weightOf(CANDIDATE)).isEqualTo(25);
    assertThat(stage.announced(Topics.TRAFFIC)).hasSize(3);
    assertThat(lastShift().getReason()).contains("by hand");
    assertThat(lastShift().getPreviousWeight()).isEqualTo(90);
    assertThat(lastShift().getJudgeBy()).isEqualTo(clock.instant().plusSeconds(151));
  }

  @Test
  void takesAWeightLoweredByHandForAnAbort() throws Exception {
    upTo(1);
    cloud.setWeights(Events.SERVICE, Map.of(LIVE, 99, CANDIDATE, 1));
    clock.advance(Duration.ofSeconds(30));

    stage.look();

    assertThat(route()).isEqualTo(Fixtures.liveRoute());
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
  }

  @Test
  void makesTheRuleAgainThatWasRemovedByHand() throws Exception {
    upTo(1);
    cloud.removeRoute(Events.SERVICE);
    clock.advance(Duration.ofSeconds(30));

    stage.look();

    assertThat(route()).isEqualTo(Fixtures.liveRoute());
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
  }

  @Test
  void announcesAStepOnceWhenTheAnswerToTheShiftGotLost() throws Exception {
    cloud.failNextAfterwards(Call.SHIFT, new CloudException.Unavailable("timed out", null));
    stage.deliver(Fixtures.rollout());
    assertThatThrownBy(stage::look).isInstanceOf(CloudException.Unavailable.class);
    clock.advance(Duration.ofSeconds(7));

    stage.look();

    assertThat(stage.only(Topics.TRAFFIC).getShiftedAt()).isEqualTo(Events.START);
    assertThat(cloud.changes()).filteredOn(change -> change.startsWith("shift")).hasSize(2);
  }

  @Test
  void isPromotedAndNotFailedWhenGivenUpAfterTheLastShift() throws Exception {
    upTo(3);
    judge(3, Decision.ADVANCE);
    stage.lookAndLoseIt();

    stage.abandon("a test gives up");

    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.PROMOTED);
    assertThat(route().live()).hasValue(CANDIDATE);
  }

  @Test
  void cleansUpAfterAPromotionThatWasHalfWrittenBeforeItTellsOfIt() throws Exception {
    upTo(3);
    judge(3, Decision.ADVANCE);
    cloud.setRoute(Fixtures.route(Map.of(CANDIDATE, 100), CANDIDATE, CANDIDATE, clock.instant()));

    stage.look();

    assertThat(route()).isEqualTo(Fixtures.route(Map.of(CANDIDATE, 100), CANDIDATE, null, null));
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.PROMOTED);
  }

  @Test
  void restoresTheLiveFleetWhenGivenUp() throws Exception {
    upTo(2);

    stage.abandon("a test gives up");

    assertThat(route()).isEqualTo(Fixtures.liveRoute());
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(lastShift().getStep()).isEqualTo(-1);
  }

  @Test
  void takesTheCandidateOffTrialWhenSomebodyElseEndedTheDeployment() throws Exception {
    upTo(1);
    stage.say(
        Topics.OUTCOMES,
        Events.deploymentFinished(Events.deployment(), DeploymentOutcome.FAILED).build());

    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(route()).isEqualTo(Fixtures.liveRoute());
    assertThat(stage.announced(Topics.OUTCOMES)).isEmpty();
  }

  @Test
  void promotesAFirstDeploymentInOneStep() throws Exception {
    cloud.removeRoute(Events.SERVICE);
    stage.deliver(Fixtures.first()).look();
    judge(0, Decision.ADVANCE);

    stage.look();

    TrafficShifted only = stage.only(Topics.TRAFFIC);
    assertThat(only.getWeight()).isEqualTo(100);
    assertThat(only.getSteps()).isEqualTo(1);
    assertThat(only.getComparedSteps()).isZero();
    assertThat(route().live()).hasValue(CANDIDATE);
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.PROMOTED);
  }

  @Test
  void letsABadFirstDeploymentServeUntilTheNext() throws Exception {
    cloud.removeRoute(Events.SERVICE);
    stage.deliver(Fixtures.first()).look();
    judge(0, Decision.ROLL_BACK);

    stage.look();

    assertThat(route()).isEqualTo(Fixtures.route(Map.of(CANDIDATE, 100), null, null, null));
    assertThat(outcome().getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(outcome().getReason()).contains("nothing to go back to");
  }

  @Test
  void takesTheRuleAwayFromADeadFirstDeployment() throws Exception {
    cloud.removeRoute(Events.SERVICE);
    stage.deliver(Fixtures.first()).look();
    cloud.fleet(CANDIDATE, FleetScript.neverHealthy("dead"));
    judge(0, Decision.ROLL_BACK);

    stage.look();

    assertThat(cloud.traffic().current(Events.SERVICE)).isEqualTo(Optional.empty());
    assertThat(List.of(outcome().getOutcome())).containsExactly(DeploymentOutcome.FAILED);
  }
}
