package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.LIVE;
import static dev.ingot.shifter.Fixtures.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.InstanceState;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.shifter.ShiftPlan.Observed;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShiftPlanTest {
  private static final Instant SHIFTED = Events.START.plusSeconds(10);
  private static final Instant NOW = SHIFTED.plusSeconds(20);
  private static final Duration WATCHED = Duration.ofSeconds(120 + 1 + 30);
  private static final Instant JUDGE_BY = SHIFTED.plus(WATCHED);
  private static final Instant ROLLBACK_AT = JUDGE_BY.plusSeconds(60);
  private static final List<Integer> WEIGHTS = List.of(5, 25, 50, 100);

  private final ShiftPlan rollout = new ShiftPlan(Fixtures.rollout(), Fixtures.timing());
  private final ShiftPlan first = new ShiftPlan(Fixtures.first(), Fixtures.timing());

  // --- what is ---

  private static Observed observed(Route route, int healthy) {
    FleetState candidate =
        new FleetState(
            CANDIDATE,
            "shop",
            "d",
            1,
            "ami",
            1,
            2,
            6,
            true,
            true,
            false,
            Optional.empty(),
            Events.START,
            IntStream.range(0, 2)
                .mapToObj(
                    i ->
                        new InstanceState(
                            "i-" + i,
                            "InService",
                            i < healthy ? "healthy" : "unhealthy",
                            "",
                            Events.START))
                .toList());
    return new Observed(Optional.of(route), Optional.of(candidate), Optional.of(1L));
  }

  private static Observed before() {
    return observed(Fixtures.liveRoute(), 2);
  }

  private static Route routeAt(int step, @Nullable Instant rollbackAt) {
    int weight = WEIGHTS.get(step);
    Map<String, Integer> weights =
        weight == 100 ? Map.of(CANDIDATE, 100) : Map.of(CANDIDATE, weight, LIVE, 100 - weight);
    return route(weights, LIVE, CANDIDATE, rollbackAt);
  }

  private static Observed at(int step) {
    return observed(routeAt(step, ROLLBACK_AT), 2);
  }

  private static Observed nobody() {
    return new Observed(
        Optional.empty(), observed(Fixtures.liveRoute(), 2).candidate(), Optional.empty());
  }

  // --- what was said ---

  private static Said nothing() {
    return new Said(List.of(), List.of(), List.of(), List.of());
  }

  private static TrafficShifted shifted(int step) {
    return Events.trafficShifted(Events.deployment(), step, WEIGHTS.get(step))
        .setPreviousWeight(step == 0 ? 0 : WEIGHTS.get(step - 1))
        .setShiftedAt(SHIFTED)
        .setJudgeBy(JUDGE_BY)
        .build();
  }

  private static VerdictReached verdict(int step, Decision decision) {
    return Events.verdictReached(Events.deployment(), step, decision).setReachedAt(NOW).build();
  }

  private static Said announced(int step, VerdictReached... verdicts) {
    return new Said(List.of(shifted(step)), List.of(verdicts), List.of(), List.of());
  }

  private static Said withCommand(Said said, CommandKind... commands) {
    List<OperatorCommand> all =
        List.of(commands).stream().map(kind -> Events.operatorCommand(kind).build()).toList();
    return new Said(said.shifts(), said.verdicts(), all, said.outcomes());
  }

  // --- forward ---

  @Test
  void beginsWithTheFirstStepAndATimeToGoBack() {
    assertThat(rollout.next(before(), nothing(), SHIFTED))
        .isEqualTo(new Action.SetWeights(routeAt(0, ROLLBACK_AT)));
  }

  @Test
  void waitsUntilEnoughInstancesAreHealthy() {
    assertThat(rollout.next(observed(Fixtures.liveRoute(), 1), nothing(), NOW))
        .isEqualTo(new Action.Wait("1 of 2 instances are healthy"));
  }

  @Test
  void doesNotWaitForeverForTheFirstStep() {
    Instant late = Events.START.plus(Duration.ofMinutes(10)).plusMillis(1);

    assertThat(rollout.next(observed(Fixtures.liveRoute(), 1), nothing(), late))
        .isEqualTo(
            new Action.RollBack(
                DeploymentOutcome.ROLLED_BACK, "1 of 2 instances are healthy before 5 %"));
  }

  @Test
  void announcesWhatWasReadBackWithTheTimesThatTheRuleTells() {
    assertThat(rollout.next(at(0), nothing(), NOW))
        .isEqualTo(
            new Action.Announce(
                new Step(0, 5, Fixtures.BAKE, Optional.empty()),
                0,
                SHIFTED,
                JUDGE_BY,
                "step 1 of 4: 5 % to the candidate, 2 of 2 instances healthy"));
  }

  @Test
  void setsAStepAnewThatNobodyWasToldOfInTime() {
    assertThat(rollout.next(at(0), nothing(), ROLLBACK_AT)).isInstanceOf(Action.SetWeights.class);
  }

  @Test
  void waitsForTheVerdict() {
    assertThat(rollout.next(at(1), announced(1), NOW)).isEqualTo(new Action.Wait("judged at 25 %"));
  }

  @Test
  void goesOnWhenTheJudgeSaysAdvance() {
    Action next = rollout.next(at(1), announced(1, verdict(1, Decision.ADVANCE)), NOW);

    assertThat(next)
        .isEqualTo(new Action.SetWeights(routeAt(2, NOW.plus(WATCHED).plusSeconds(60))));
  }

  @Test
  void doesNotTakeTheVerdictOnAnEarlierStepForThisOne() {
    assertThat(rollout.next(at(1), announced(1, verdict(0, Decision.ADVANCE)), NOW))
        .isInstanceOf(Action.Wait.class);
  }

  @Test
  void waitsForEveryJudgeThatTheServiceNames() {
    FleetProvisioned fleet =
        FleetProvisioned.newBuilder(Fixtures.rollout())
            .setPlan(
                Events.plan("production")
                    .setVerify(Events.verify().setJudges(List.of("health", "sales")).build())
                    .build())
            .build();
    ShiftPlan two = new ShiftPlan(fleet, Fixtures.timing());

    assertThat(two.next(at(0), announced(0, verdict(0, Decision.ADVANCE)), NOW))
        .isInstanceOf(Action.Wait.class);
  }

  @Test
  void makesTheCandidateLiveAfterTheLastStep() {
    assertThat(rollout.next(at(3), announced(3, verdict(3, Decision.ADVANCE)), NOW))
        .isEqualTo(new Action.Promote(route(Map.of(CANDIDATE, 100), CANDIDATE, null, null)));
  }

  @Test
  void isPromotedOnceTheRuleSaysSo() {
    Observed promoted = observed(route(Map.of(CANDIDATE, 100), CANDIDATE, null, null), 2);

    assertThat(rollout.next(promoted, announced(3, verdict(3, Decision.ADVANCE)), NOW))
        .isInstanceOf(Action.Promoted.class);
  }

  @Test
  void saysNothingMoreWhenTheEndWasAnnounced() {
    Said ended =
        new Said(List.of(), List.of(), List.of(), List.of(Events.deploymentFinished().build()));

    assertThat(rollout.next(at(0), ended, NOW))
        .isEqualTo(new Action.Over(DeploymentOutcome.PROMOTED));
  }

  @Test
  void refusesAnOlderGenerationThanTheLiveFleets() {
    Observed newerLive =
        new Observed(before().route(), before().candidate(), Optional.of(Long.MAX_VALUE));

    assertThat(rollout.next(newerLive, nothing(), NOW))
        .isInstanceOfSatisfying(
            Action.Refuse.class,
            refuse -> assertThat(refuse.outcome()).isEqualTo(DeploymentOutcome.SUPERSEDED));
  }

  @Test
  void refusesWhenSomebodyChangedTheLiveFleet() {
    Observed other = observed(route(Map.of("other", 100), "other", null, null), 2);

    assertThat(rollout.next(other, nothing(), NOW)).isInstanceOf(Action.Refuse.class);
  }

  // --- back ---

  @ParameterizedTest
  @EnumSource(value = Decision.class, names = "ADVANCE", mode = EnumSource.Mode.EXCLUDE)
  void rollsBackOnEveryVerdictThatIsNotAdvance(Decision decision) {
    assertThat(rollout.next(at(1), announced(1, verdict(1, decision)), NOW))
        .isInstanceOfSatisfying(
            Action.RollBack.class,
            back -> assertThat(back.outcome()).isEqualTo(DeploymentOutcome.ROLLED_BACK));
  }

  @Test
  void needsNoLookAtTheCloudToRollBack() {
    assertThat(rollout.urgent(announced(1, verdict(1, Decision.ROLL_BACK)), NOW))
        .hasValue(
            new Action.RollBack(DeploymentOutcome.ROLLED_BACK, "health: The sample says so."));
  }

  @Test
  void takesSilenceForANo() {
    assertThat(rollout.urgent(announced(1), JUDGE_BY)).isEmpty();
    assertThat(rollout.urgent(announced(1), JUDGE_BY.plusMillis(1)))
        .hasValue(
            new Action.RollBack(
                DeploymentOutcome.ROLLED_BACK,
                "no verdict of health on 25 % in time: silence is a failure"));
  }

  @Test
  void takesAVerdictThatIsTooLateForSilence() {
    VerdictReached late =
        VerdictReached.newBuilder(verdict(1, Decision.ADVANCE))
            .setReachedAt(JUDGE_BY.plusMillis(1))
            .build();

    assertThat(rollout.urgent(announced(1, late), JUDGE_BY.plusMillis(2))).isPresent();
  }

  @Test
  void takesAVerdictInTimeAlsoWhenItIsSeenLate() {
    assertThat(rollout.urgent(announced(1, verdict(1, Decision.ADVANCE)), JUDGE_BY.plusMillis(1)))
        .isEmpty();
  }

  @Test
  void ignoresAJudgeThatTheServiceDoesNotName() {
    VerdictReached stranger =
        VerdictReached.newBuilder(verdict(1, Decision.ROLL_BACK)).setJudge("stranger").build();

    assertThat(rollout.urgent(announced(1, stranger), NOW)).isEmpty();
  }

  @Test
  void abortsOnCommand() {
    assertThat(rollout.urgent(withCommand(announced(1), CommandKind.ABORT), NOW))
        .hasValue(
            new Action.RollBack(
                DeploymentOutcome.ABORTED, "operator aborted it: the sample says so"));
  }

  @Test
  void takesALoweredWeightForAnAbort() {
    Observed lowered = observed(route(Map.of(LIVE, 90, CANDIDATE, 10), LIVE, CANDIDATE, null), 2);

    assertThat(rollout.next(lowered, announced(1), NOW))
        .isEqualTo(
            new Action.RollBack(
                DeploymentOutcome.ABORTED,
                "the candidate's weight was lowered by hand from 25 to 10 %"));
  }

  @Test
  void doesNotTakeAReadThatLagsBehindForAChangeByHand() {
    assertThat(rollout.next(at(0), announced(1), SHIFTED.plusSeconds(4)))
        .isEqualTo(new Action.SetWeights(routeAt(1, ROLLBACK_AT)));
  }

  @Test
  void knowsTheGuardsWork() {
    Said advanced = announced(1, verdict(1, Decision.ADVANCE));

    assertThat(rollout.next(before(), advanced, ROLLBACK_AT))
        .isEqualTo(
            new Action.RollBack(
                DeploymentOutcome.ROLLED_BACK, "the time to go back passed at 25 %"));
  }

  @Test
  void rollsBackWhenTheCandidateIsNotReadyForTheNextStepInTime() {
    Observed sick = observed(routeAt(1, ROLLBACK_AT), 1);
    Said advanced = announced(1, verdict(1, Decision.ADVANCE));

    assertThat(rollout.next(sick, advanced, NOW)).isInstanceOf(Action.Wait.class);
    assertThat(rollout.next(sick, advanced, ROLLBACK_AT.minusSeconds(29)))
        .isInstanceOf(Action.RollBack.class);
  }

  @Test
  void undoesAWeightThatWasRaisedByHand() {
    Observed raised = observed(route(Map.of(LIVE, 40, CANDIDATE, 60), LIVE, CANDIDATE, null), 2);

    assertThat(rollout.next(raised, announced(1), NOW))
        .isInstanceOfSatisfying(
            Action.Restore.class,
            restore -> {
              assertThat(restore.route()).isEqualTo(routeAt(1, NOW.plus(WATCHED).plusSeconds(60)));
              assertThat(restore.judgeBy()).isEqualTo(NOW.plus(WATCHED));
            });
  }

  @Test
  void putsBackATimeToGoBackThatWasRemovedByHand() {
    assertThat(rollout.next(observed(routeAt(1, null), 2), announced(1), NOW))
        .isInstanceOf(Action.Restore.class);
  }

  @Test
  void doesNotTakeAStepSetByHandForOneOfItsOwn() {
    Observed raised = observed(routeAt(2, ROLLBACK_AT), 2);

    assertThat(rollout.next(raised, announced(1, verdict(1, Decision.ADVANCE)), NOW))
        .isInstanceOf(Action.SetWeights.class);
  }

  // --- pauses ---

  @Test
  void holdsBeforeTheNextStepWhilePaused() {
    Said paused = withCommand(announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE);

    assertThat(rollout.next(at(1), paused, NOW)).isEqualTo(new Action.Wait("paused at 25 %"));
  }

  @Test
  void keepsTheGuardAwayWhilePaused() {
    Said paused = withCommand(announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE);

    assertThat(rollout.next(at(1), paused, ROLLBACK_AT.minusSeconds(59)))
        .isEqualTo(new Action.SetWeights(routeAt(1, ROLLBACK_AT.plusSeconds(61))));
  }

  @Test
  void goesOnAfterAPause() {
    Said resumed =
        withCommand(
            announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE, CommandKind.RESUME);

    assertThat(rollout.next(at(1), resumed, NOW)).isInstanceOf(Action.SetWeights.class);
  }

  // --- the first deployment ---

  @Test
  void takesAFirstDeploymentStraightToAllTraffic() {
    assertThat(first.next(nobody(), nothing(), NOW))
        .isEqualTo(new Action.SetWeights(route(Map.of(CANDIDATE, 100), null, CANDIDATE, null)));
  }

  @Test
  void watchesAFirstDeploymentForTheLastBake() {
    Observed all = observed(route(Map.of(CANDIDATE, 100), null, CANDIDATE, null), 2);

    assertThat(first.next(all, nothing(), NOW))
        .isInstanceOfSatisfying(
            Action.Announce.class,
            announce -> {
              assertThat(announce.step())
                  .isEqualTo(new Step(0, 100, Fixtures.BAKE, Optional.empty()));
              assertThat(announce.judgeBy()).isEqualTo(NOW.plus(WATCHED));
            });
  }

  @Test
  void leavesTheTrafficWithAFirstDeploymentThatIsBadButAlive() {
    Observed all = observed(route(Map.of(CANDIDATE, 100), null, CANDIDATE, null), 1);

    assertThat(first.next(all, firstAnnounced(), NOW))
        .isInstanceOfSatisfying(
            Action.EndFirst.class,
            end -> {
              assertThat(end.keep()).isTrue();
              assertThat(end.outcome()).isEqualTo(DeploymentOutcome.FAILED);
            });
  }

  @Test
  void takesTheTrafficFromAFirstDeploymentThatIsDead() {
    Observed all = observed(route(Map.of(CANDIDATE, 100), null, CANDIDATE, null), 0);

    assertThat(first.next(all, firstAnnounced(), NOW))
        .isInstanceOfSatisfying(Action.EndFirst.class, end -> assertThat(end.keep()).isFalse());
  }

  private static Said firstAnnounced() {
    TrafficShifted all =
        Events.trafficShifted(Events.deployment(), 0, 100)
            .clearLive()
            .setShiftedAt(SHIFTED)
            .setJudgeBy(JUDGE_BY)
            .build();
    return new Said(List.of(all), List.of(verdict(0, Decision.ROLL_BACK)), List.of(), List.of());
  }
}
