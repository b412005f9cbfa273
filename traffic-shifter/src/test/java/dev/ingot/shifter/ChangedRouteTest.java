package dev.ingot.shifter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Match;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Decision;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.Route;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A deployment whose ingot.yaml asks for other requests than the live one has. */
class ChangedRouteTest {
  private static final Match OLD = new Match("shop.example.com", "/");
  private static final Match NEW = new Match("shop.example.com", "/api");

  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);

  private static FleetProvisioned withNewRoute(FleetProvisioned fleet) {
    return FleetProvisioned.newBuilder(fleet)
        .setPlan(
            EnvironmentPlan.newBuilder(fleet.getPlan())
                .setRoute(Route.newBuilder().setHost(NEW.host()).setPath(NEW.path()).build())
                .build())
        .build();
  }

  private Optional<Match> taken() {
    return cloud.traffic().current(Events.SERVICE).orElseThrow().match();
  }

  private ManualStage<FleetProvisioned> secondDeployment() {
    Fixtures.makeCandidate(cloud);
    Fixtures.makeLive(cloud);
    cloud.traffic().shift(Fixtures.liveRoute().at(Optional.of(OLD)));
    return Fixtures.stage(cloud, clock).deliver(withNewRoute(Fixtures.rollout()));
  }

  @Test
  void aFirstDeploymentGetsItAtOnce() throws Exception {
    Fixtures.makeCandidate(cloud);
    ManualStage<FleetProvisioned> stage =
        Fixtures.stage(cloud, clock).deliver(withNewRoute(Fixtures.first()));

    stage.look();

    assertThat(taken()).contains(NEW);
  }

  @Test
  void itComesWithThePromotionAndNotBefore() throws Exception {
    ManualStage<FleetProvisioned> stage = secondDeployment();
    for (int looks = 0; looks < 20 && !stage.isDone(); looks++) {
      stage.look();
      clock.advance(Duration.ofSeconds(1));
      if (stage.topics().all(Topics.OUTCOMES).isEmpty()
          && stage.announced(Topics.OUTCOMES).isEmpty()) {
        assertThat(taken()).contains(OLD);
      }
      advanceTheLastStep(stage);
    }

    assertThat(stage.isDone()).isTrue();
    assertThat(taken()).contains(NEW);
  }

  @Test
  void aRollbackLeavesItAsItWas() throws Exception {
    ManualStage<FleetProvisioned> stage = secondDeployment();
    stage.look();
    stage.say(
        Topics.VERDICTS,
        Events.verdictReached(Events.deployment(), 0, Decision.ROLL_BACK)
            .setReachedAt(clock.instant())
            .build());
    stage.lookUntilDone(3);

    assertThat(cloud.traffic().current(Events.SERVICE))
        .contains(Fixtures.liveRoute().at(Optional.of(OLD)));
  }

  private void advanceTheLastStep(ManualStage<FleetProvisioned> stage) {
    for (TrafficShifted shift : stage.announced(Topics.TRAFFIC)) {
      boolean judged =
          stage.topics().all(Topics.VERDICTS).stream()
              .anyMatch(verdict -> verdict.getStep() == shift.getStep());
      if (!judged) {
        stage.say(
            Topics.VERDICTS,
            Events.verdictReached(Events.deployment(), shift.getStep(), Decision.ADVANCE)
                .setReachedAt(clock.instant())
                .build());
      }
    }
  }
}
