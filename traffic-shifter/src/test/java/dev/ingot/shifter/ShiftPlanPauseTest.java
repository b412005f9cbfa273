package dev.ingot.shifter;

import static dev.ingot.shifter.Sights.JUDGE_BY;
import static dev.ingot.shifter.Sights.NOW;
import static dev.ingot.shifter.Sights.ROLLBACK_AT;
import static dev.ingot.shifter.Sights.WATCHED;
import static dev.ingot.shifter.Sights.announced;
import static dev.ingot.shifter.Sights.at;
import static dev.ingot.shifter.Sights.observed;
import static dev.ingot.shifter.Sights.routeAt;
import static dev.ingot.shifter.Sights.verdict;
import static dev.ingot.shifter.Sights.withCommand;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.shifter.ShiftPlan.Observed;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds a rollout where it is. */
class ShiftPlanPauseTest {
  private final ShiftPlan rollout = new ShiftPlan(Fixtures.rollout(), Fixtures.timing());
  private final ShiftPlan pausing = new ShiftPlan(Fixtures.pausing(), Fixtures.timing());

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

  @Test
  void takesADeadCandidateBackWhilePaused() {
    Said paused = withCommand(announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE);

    assertThat(rollout.next(observed(routeAt(1, ROLLBACK_AT), 0), paused, NOW))
        .isEqualTo(
            new Action.RollBack(
                DeploymentOutcome.ROLLED_BACK,
                "none of 2 instances is healthy while it is paused at 25 %"));
  }

  @Test
  void goesBackAtOnceWhenAJudgeSaysSoWhilePaused() {
    Said paused =
        withCommand(
            announced(1, verdict(1, Decision.ADVANCE), verdict(1, Decision.ROLL_BACK)),
            CommandKind.PAUSE);

    assertThat(rollout.urgent(paused, NOW))
        .hasValue(
            new Action.RollBack(DeploymentOutcome.ROLLED_BACK, "health: The sample says so."));
    assertThat(rollout.next(at(1), paused, NOW)).isInstanceOf(Action.RollBack.class);
  }

  @Test
  void goesBackAtOnceWhenAJudgeSaysSoWhileItStands() {
    Said said = announced(1, verdict(1, Decision.INCONCLUSIVE), verdict(1, Decision.ROLL_BACK));

    assertThat(pausing.urgent(said, NOW)).isPresent();
    assertThat(pausing.urgent(resumed(said, NOW.plusSeconds(1)), NOW.plusSeconds(2))).isPresent();
  }

  @Test
  void undoesWhatWasChangedByHandWhilePaused() {
    Said paused = withCommand(announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE);

    assertThat(
            List.of(
                rollout.next(observed(trial(60, Fixtures.LIVE, ROLLBACK_AT), 2), paused, NOW),
                rollout.next(observed(trial(25, "another", ROLLBACK_AT), 2), paused, NOW),
                rollout.next(observed(trial(25, Fixtures.LIVE, null), 2), paused, NOW)))
        .allSatisfy(
            action ->
                assertThat(action)
                    .isInstanceOfSatisfying(
                        Action.Restore.class,
                        restore ->
                            assertThat(restore.route())
                                .isEqualTo(routeAt(1, NOW.plus(WATCHED).plusSeconds(60)))));
  }

  @Test
  void goesBackWhenNobodyEndsThePause() {
    Said paused = withCommand(announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE);
    Instant begun = paused.pause().orElseThrow().getIssuedAt();
    Duration within =
        Duration.ofMillis(Fixtures.rollout().getPlan().getRollout().getApproveWithin());

    assertThat(rollout.next(at(1), paused, begun.plus(within)))
        .isNotInstanceOf(Action.RollBack.class);
    assertThat(rollout.next(at(1), paused, begun.plus(within).plusMillis(1)))
        .isInstanceOfSatisfying(
            Action.RollBack.class,
            back -> assertThat(back.reason()).contains("nobody resumed it within"));
  }

  @Test
  void takesAWeightThatWasLoweredWhilePausedForAnAbort() {
    Said paused = withCommand(announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE);

    assertThat(rollout.next(observed(trial(5, Fixtures.LIVE, ROLLBACK_AT), 2), paused, NOW))
        .isInstanceOf(Action.RollBack.class);
  }

  @Test
  void announcesAStepThatWasSetRightBeforeThePause() {
    Said paused = withCommand(announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE);

    assertThat(rollout.next(observed(routeAt(2, ROLLBACK_AT.plusSeconds(30)), 2), paused, NOW))
        .isInstanceOfSatisfying(
            Action.Announce.class, announce -> assertThat(announce.step().weight()).isEqualTo(50));
  }

  private static Route trial(int weight, String live, @Nullable Instant rollbackAt) {
    return Fixtures.route(
        Map.of(live, 100 - weight, Fixtures.CANDIDATE, weight),
        live,
        Fixtures.CANDIDATE,
        rollbackAt);
  }

  // --- where a judge cannot tell, or says nothing, and people are to decide ---

  private static Said unsure() {
    return announced(1, verdict(1, Decision.INCONCLUSIVE));
  }

  @Test
  void standsWhereTheJudgeCannotTell() {
    assertThat(pausing.next(at(1), unsure(), NOW))
        .isInstanceOfSatisfying(
            Action.Wait.class,
            wait -> assertThat(wait.phase()).startsWith("paused at 25 %: health could not tell"));
    assertThat(pausing.urgent(unsure(), NOW)).isEmpty();
  }

  @Test
  void standsWhereTheJudgeIsSilent() {
    assertThat(pausing.next(at(1), announced(1), JUDGE_BY.plusMillis(1)))
        .isEqualTo(new Action.SetWeights(routeAt(1, JUDGE_BY.plusMillis(1).plusSeconds(120))));
    assertThat(pausing.urgent(announced(1), JUDGE_BY.plusMillis(1))).isEmpty();
  }

  @Test
  void keepsTheGuardAwayWhileItStands() {
    assertThat(pausing.next(at(1), unsure(), ROLLBACK_AT.minusSeconds(59)))
        .isEqualTo(new Action.SetWeights(routeAt(1, ROLLBACK_AT.plusSeconds(61))));
  }

  @Test
  void goesOnWhenItIsResumed() {
    assertThat(pausing.next(at(1), resumed(unsure(), NOW.plusSeconds(1)), NOW.plusSeconds(2)))
        .isInstanceOfSatisfying(
            Action.SetWeights.class,
            set -> assertThat(set.route().weightOf(Fixtures.CANDIDATE)).isEqualTo(50));
  }

  @Test
  void isPromotedWhenTheLastStepIsResumed() {
    Said said = resumed(announced(3, verdict(3, Decision.INCONCLUSIVE)), NOW.plusSeconds(1));

    assertThat(pausing.next(at(3), said, NOW.plusSeconds(2))).isInstanceOf(Action.Promote.class);
  }

  @Test
  void doesNotTakeAPauseThatEndedBeforeForAnAnswer() {
    assertThat(pausing.next(at(1), resumed(unsure(), NOW.minusSeconds(1)), NOW))
        .isInstanceOf(Action.Wait.class);
  }

  @Test
  void waitsForPeopleAsLongAsForAnApproval() {
    Instant late = NOW.plus(Fixtures.APPROVE_WITHIN).plusMillis(1);

    assertThat(pausing.urgent(unsure(), late.minusMillis(1))).isEmpty();
    assertThat(pausing.urgent(unsure(), late))
        .hasValueSatisfying(
            back -> assertThat(back.reason()).startsWith("nobody resumed it within 1h: health"));
  }

  @Test
  void anOperatorsPauseBeginsTheTimeAnew() {
    Said paused = withCommand(unsure(), CommandKind.PAUSE);
    Instant end = paused.pause().orElseThrow().getIssuedAt().plus(Fixtures.APPROVE_WITHIN);

    assertThat(pausing.urgent(paused, end)).isEmpty();
    assertThat(pausing.urgent(paused, end.plusMillis(1)))
        .hasValueSatisfying(
            back -> assertThat(back.reason()).contains("paused it, and nobody resumed it within"));
  }

  @Test
  void takesADeadCandidateBackWhileItStands() {
    assertThat(pausing.next(observed(routeAt(1, ROLLBACK_AT), 0), unsure(), NOW))
        .isInstanceOf(Action.RollBack.class);
  }

  @Test
  void undoesAWeightThatWasRaisedByHandWhileItStands() {
    Observed raised =
        observed(
            Fixtures.route(
                Map.of(Fixtures.LIVE, 40, Fixtures.CANDIDATE, 60),
                Fixtures.LIVE,
                Fixtures.CANDIDATE,
                ROLLBACK_AT),
            2);

    assertThat(pausing.next(raised, unsure(), NOW)).isInstanceOf(Action.Restore.class);
  }

  private static Said resumed(Said said, Instant at) {
    return new Said(
        said.shifts(),
        said.verdicts(),
        List.of(Events.operatorCommand(CommandKind.RESUME).setIssuedAt(at).build()),
        said.outcomes());
  }
}
