package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.BASELINE;
import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.LIVE;
import static dev.ingot.shifter.Fixtures.route;
import static dev.ingot.shifter.Sights.JUDGE_BY;
import static dev.ingot.shifter.Sights.NOW;
import static dev.ingot.shifter.Sights.ROLLBACK_AT;
import static dev.ingot.shifter.Sights.SHIFTED;
import static dev.ingot.shifter.Sights.announced;
import static dev.ingot.shifter.Sights.nothing;
import static dev.ingot.shifter.Sights.verdict;
import static dev.ingot.shifter.Sights.withCommand;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.FleetScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topics;
import dev.ingot.shifter.ShiftPlan.Observed;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A rollout with a fresh baseline beside its candidate. */
class BesideTest {
  private static final List<Map<String, Integer>> WEIGHTS =
      List.of(
          Map.of(CANDIDATE, 5, BASELINE, 5, LIVE, 90),
          Map.of(CANDIDATE, 25, BASELINE, 25, LIVE, 50),
          Map.of(CANDIDATE, 50, BASELINE, 25, LIVE, 25),
          Map.of(CANDIDATE, 100));

  private final ShiftPlan rollout = new ShiftPlan(Fixtures.fresh(), Fixtures.timing());

  private static Route at(int step) {
    return route(WEIGHTS.get(step), LIVE, CANDIDATE, ROLLBACK_AT);
  }

  private static Observed observed(Route route, int healthy) {
    Observed alone = Sights.observed(route, 2);
    FleetState baseline = Sights.observed(route, healthy).candidate().orElseThrow();
    return new Observed(
        alone.route(), alone.candidate(), alone.liveGeneration(), Optional.of(baseline));
  }

  @Test
  void givesItTheCandidatesShareOutOfTheLiveFleets() {
    assertThat(rollout.next(observed(Fixtures.liveRoute(), 2), nothing(), SHIFTED))
        .isEqualTo(new Action.SetWeights(at(0)));
    for (int step = 0; step < 3; step++) {
      Action next =
          rollout.next(
              observed(at(step), 2), announced(step, verdict(step, Decision.ADVANCE)), NOW);

      assertThat(((Action.SetWeights) next).route().weights()).isEqualTo(WEIGHTS.get(step + 1));
    }
    Action last = rollout.next(observed(at(3), 2), announced(3, verdict(3, Decision.ADVANCE)), NOW);
    assertThat(((Action.Promote) last).route().weights()).isEqualTo(Map.of(CANDIDATE, 100));
  }

  @Test
  void saysWhatItComparesWith() {
    assertThat(((Action.Announce) rollout.next(observed(at(0), 2), nothing(), NOW)).reason())
        .isEqualTo(
            "step 1 of 4: 5 % to the candidate, 2 of 2 instances healthy; 5 % to the fresh baseline"
                + " of 2");
    assertThat(reason(Fixtures.fresh(), 3)).endsWith("nothing is left for the fresh baseline");
    assertThat(reason(Fixtures.asking(Fixtures.rollout()), 0))
        .endsWith("no fresh baseline: nothing holds up the way back");
    assertThat(reason(Fixtures.asking(Fixtures.first()), 0))
        .endsWith("no fresh baseline: there is no live fleet to make it after");
    assertThat(reason(Fixtures.rollout(), 0)).isEmpty();
  }

  private static String reason(FleetProvisioned fleet, int step) {
    return new Beside(fleet, new Rules(fleet))
        .words(new ShiftPlan(fleet, Fixtures.timing()).steps().get(step));
  }

  @Test
  void waitsUntilItIsHealthyToo() {
    assertThat(rollout.next(observed(Fixtures.liveRoute(), 1), nothing(), NOW))
        .isEqualTo(new Action.Wait("1 of 2 instances of the fresh baseline are healthy"));
    Instant late = Events.START.plus(Duration.ofMinutes(10)).plusMillis(1);
    assertThat(rollout.next(observed(Fixtures.liveRoute(), 1), nothing(), late))
        .isEqualTo(
            new Action.RollBack(
                DeploymentOutcome.ROLLED_BACK,
                "1 of 2 instances of the fresh baseline are healthy before 5 %"));
  }

  @Test
  void needsItNotForTheStepThatLeavesItNothing() {
    Action next = rollout.next(observed(at(2), 0), announced(2, verdict(2, Decision.ADVANCE)), NOW);

    assertThat(next).isInstanceOf(Action.SetWeights.class);
  }

  @Test
  void restoresItsShareWhenThatIsChangedByHand() {
    Route changed = route(Map.of(CANDIDATE, 25, LIVE, 75), LIVE, CANDIDATE, ROLLBACK_AT);

    Action next = rollout.next(observed(changed, 2), announced(1), NOW);

    assertThat(next)
        .isInstanceOfSatisfying(
            Action.Restore.class,
            restore -> assertThat(restore.route().weights()).isEqualTo(WEIGHTS.get(1)));
  }

  @Test
  void goesBackWhenItIsDeadWhileNobodyJudges() {
    Said paused = withCommand(announced(1, verdict(1, Decision.ADVANCE)), CommandKind.PAUSE);

    assertThat(rollout.next(observed(at(1), 0), paused, NOW))
        .isEqualTo(
            new Action.RollBack(
                DeploymentOutcome.ROLLED_BACK,
                "none of the fresh baseline's instances is healthy while it is paused at 25 %"));
    assertThat(rollout.next(observed(at(1), 1), paused, NOW)).isInstanceOf(Action.Wait.class);
  }

  @Test
  void goesBackWhenItIsDeadWhileTheStepIsJudged() {
    for (int step = 0; step < 3; step++) {
      assertThat(rollout.next(observed(at(step), 0), announced(step), NOW))
          .isEqualTo(
              new Action.RollBack(
                  DeploymentOutcome.ROLLED_BACK,
                  "none of the fresh baseline's instances is healthy while it is judged at %d %%"
                      .formatted(Sights.WEIGHTS.get(step))));
      assertThat(rollout.next(observed(at(step), 1), announced(step), NOW))
          .isInstanceOf(Action.Wait.class);
    }
    assertThat(rollout.next(observed(at(3), 0), announced(3), NOW))
        .as("without traffic")
        .isInstanceOf(Action.Wait.class);
  }

  @Test
  void takesTheTimeToGoBackThatPassedForWhatItIs() {
    Instant due = JUDGE_BY.plusSeconds(60);

    assertThat(rollout.next(observed(Fixtures.liveRoute(), 2), announced(1), due))
        .isInstanceOf(Action.RollBack.class);
  }

  @Test
  void tellsItInEachStepAndLeavesItNothingOnAnyWayOut() throws Exception {
    for (Decision decision : List.of(Decision.ADVANCE, Decision.ROLL_BACK)) {
      SettableClock clock = SettableClock.atStart();
      InMemoryCloud cloud = new InMemoryCloud(clock);
      Fixtures.makeCandidate(cloud);
      Fixtures.makeLive(cloud);
      cloud.fleet(BASELINE, FleetScript.healthyAtOnce());
      Fixtures.makeBaseline(cloud);
      ManualStage<FleetProvisioned> stage = Fixtures.stage(cloud, clock);
      stage.deliver(Fixtures.fresh()).look();
      for (int step = 0; step < 4 && !stage.isDone(); step++) {
        stage.say(
            Topics.VERDICTS,
            Events.verdictReached(Events.deployment(), step, step < 2 ? Decision.ADVANCE : decision)
                .setReachedAt(clock.instant())
                .build());
        clock.advance(Duration.ofSeconds(1));
        stage.look();
      }

      List<TrafficShifted> shifts = stage.announced(Topics.TRAFFIC);
      assertThat(shifts.stream().limit(3).map(TrafficShifted::getBaselineWeight))
          .containsExactly(5, 25, 25);
      assertThat(shifts.stream().limit(3))
          .allMatch(s -> s.getBaseline().getName().equals(BASELINE));
      assertThat(shifts.getLast().getBaseline()).isNull();
      assertThat(shifts.getLast().getBaselineWeight()).isZero();
      String live = decision == Decision.ADVANCE ? CANDIDATE : LIVE;
      assertThat(cloud.traffic().current(Events.SERVICE).orElseThrow())
          .isEqualTo(route(Map.of(live, 100), live, null, null));
    }
  }
}
