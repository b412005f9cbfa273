package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.LIVE;
import static dev.ingot.shifter.Fixtures.route;
import static dev.ingot.shifter.Sights.JUDGE_BY;
import static dev.ingot.shifter.Sights.NOW;
import static dev.ingot.shifter.Sights.ROLLBACK_AT;
import static dev.ingot.shifter.Sights.SHIFTED;
import static dev.ingot.shifter.Sights.WATCHED;
import static dev.ingot.shifter.Sights.announced;
import static dev.ingot.shifter.Sights.at;
import static dev.ingot.shifter.Sights.before;
import static dev.ingot.shifter.Sights.observed;
import static dev.ingot.shifter.Sights.routeAt;
import static dev.ingot.shifter.Sights.verdict;
import static dev.ingot.shifter.Sights.withCommand;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.VerdictReached;
import dev.ingot.shifter.ShiftPlan.Observed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What takes the traffic back, and what is undone. */
class ShiftPlanBackTest {
  private final ShiftPlan rollout = new ShiftPlan(Fixtures.rollout(), Fixtures.timing());

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
}
