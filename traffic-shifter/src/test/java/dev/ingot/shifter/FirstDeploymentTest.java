package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.route;
import static dev.ingot.shifter.Sights.JUDGE_BY;
import static dev.ingot.shifter.Sights.NOW;
import static dev.ingot.shifter.Sights.SHIFTED;
import static dev.ingot.shifter.Sights.WATCHED;
import static dev.ingot.shifter.Sights.nobody;
import static dev.ingot.shifter.Sights.nothing;
import static dev.ingot.shifter.Sights.observed;
import static dev.ingot.shifter.Sights.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.TrafficShifted;
import dev.ingot.shifter.ShiftPlan.Observed;
import dev.ingot.stage.testkit.Events;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The plan of a service that has no live fleet. */
class FirstDeploymentTest {
  private final ShiftPlan first = new ShiftPlan(Fixtures.first(), Fixtures.timing());

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
