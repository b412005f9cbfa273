package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.route;
import static dev.ingot.shifter.Sights.JUDGE_BY;
import static dev.ingot.shifter.Sights.NOW;
import static dev.ingot.shifter.Sights.ROLLBACK_AT;
import static dev.ingot.shifter.Sights.SHIFTED;
import static dev.ingot.shifter.Sights.WATCHED;
import static dev.ingot.shifter.Sights.announced;
import static dev.ingot.shifter.Sights.at;
import static dev.ingot.shifter.Sights.before;
import static dev.ingot.shifter.Sights.nothing;
import static dev.ingot.shifter.Sights.observed;
import static dev.ingot.shifter.Sights.routeAt;
import static dev.ingot.shifter.Sights.verdict;
import static dev.ingot.shifter.Sights.withCommand;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.shifter.ShiftPlan.Observed;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From step to step. */
class ShiftPlanForwardTest {
  private final ShiftPlan rollout = new ShiftPlan(Fixtures.rollout(), Fixtures.timing());

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
  void finishesAPromotionThatWasHalfWritten() {
    Said advanced = announced(3, verdict(3, Decision.ADVANCE));
    Said paused = withCommand(advanced, CommandKind.PAUSE);
    Action promote = new Action.Promote(route(Map.of(CANDIDATE, 100), CANDIDATE, null, null));
    Map<String, Integer> weights = Map.of(CANDIDATE, 100);

    assertThat(
            List.of(
                rollout.next(
                    observed(route(weights, CANDIDATE, CANDIDATE, ROLLBACK_AT), 2), advanced, NOW),
                rollout.next(
                    observed(route(weights, CANDIDATE, null, ROLLBACK_AT), 2), advanced, NOW),
                rollout.next(
                    observed(route(weights, CANDIDATE, CANDIDATE, null), 2), advanced, NOW),
                rollout.next(
                    observed(route(weights, CANDIDATE, CANDIDATE, ROLLBACK_AT), 2), paused, NOW)))
        .containsOnly(promote);
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
}
