package dev.ingot.shifter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import dev.ingot.stage.testkit.StageContract;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Nested;

/** Every way through the stage survives second deliveries, crashes and being given up. */
class ShiftTrafficContractTest {
  abstract static class Way extends StageContract<FleetProvisioned> {
    private InMemoryCloud cloud = new InMemoryCloud();

    abstract Decision decision(int step);

    boolean first() {
      return false;
    }

    @Override
    protected ManualStage<FleetProvisioned> freshStage() {
      SettableClock clock = SettableClock.atStart();
      cloud = new InMemoryCloud(clock);
      Fixtures.makeCandidate(cloud);
      if (!first()) {
        Fixtures.makeLive(cloud);
        Fixtures.makeBaseline(cloud);
      }
      return Fixtures.stage(cloud, clock);
    }

    @Override
    protected FleetProvisioned event() {
      return first() ? Fixtures.first() : Fixtures.rollout();
    }

    @Override
    protected void meanwhile(ManualStage<FleetProvisioned> stage) {
      for (TrafficShifted shift : stage.announced(Topics.TRAFFIC)) {
        boolean judged =
            stage.topics().all(Topics.VERDICTS).stream()
                .anyMatch(verdict -> verdict.getStep() == shift.getStep());
        if (!judged && shift.getStep() >= 0) {
          stage.say(
              Topics.VERDICTS,
              Events.verdictReached(Events.deployment(), shift.getStep(), decision(shift.getStep()))
                  .setReachedAt(stage.clock().instant())
                  .build());
        }
      }
    }

    @Override
    protected void assertWorldIsSafe() {
      Optional<Route> route = cloud.traffic().current(Events.SERVICE);
      if (first()) {
        assertThat(route.map(Route::weights).orElse(Map.of()))
            .isIn(Map.of(), Map.of(Fixtures.CANDIDATE, 100));
      } else {
        assertThat(route.orElseThrow()).isEqualTo(Fixtures.liveRoute());
      }
    }
  }

  @Nested
  class WhenPromoted extends Way {
    @Override
    Decision decision(int step) {
      return Decision.ADVANCE;
    }
  }

  @Nested
  class WhenRolledBackAtTheThirdStep extends Way {
    @Override
    Decision decision(int step) {
      return step < 2 ? Decision.ADVANCE : Decision.ROLL_BACK;
    }
  }

  @Nested
  class WhenPromotedBesideAFreshBaseline extends WhenPromoted {
    @Override
    protected FleetProvisioned event() {
      return Fixtures.fresh();
    }
  }

  @Nested
  class WhenRolledBackBesideAFreshBaseline extends WhenRolledBackAtTheThirdStep {
    @Override
    protected FleetProvisioned event() {
      return Fixtures.fresh();
    }
  }

  @Nested
  class WhenItIsTheFirst extends Way {
    @Override
    Decision decision(int step) {
      return Decision.ADVANCE;
    }

    @Override
    boolean first() {
      return true;
    }
  }

  @Nested
  class WhenItIsTheFirstAndBad extends Way {
    @Override
    Decision decision(int step) {
      return Decision.ROLL_BACK;
    }

    @Override
    boolean first() {
      return true;
    }
  }

  @Nested
  class WhenEveryStepIsApproved extends Way {
    @Override
    Decision decision(int step) {
      return Decision.ADVANCE;
    }

    @Override
    protected FleetProvisioned event() {
      return Fixtures.approved(Fixtures.rollout(), 5, 25, 50, 100);
    }

    @Override
    protected void meanwhile(ManualStage<FleetProvisioned> stage) {
      super.meanwhile(stage);
      stage.say(
          Topics.COMMANDS,
          Events.operatorCommand(CommandKind.APPROVE)
              .setId(UUID.randomUUID().toString())
              .setIssuedAt(stage.clock().instant())
              .build());
    }
  }

  @Nested
  class WhenItGoesBadWhileItWaitsForAnApproval extends Way {
    @Override
    Decision decision(int step) {
      return Decision.ADVANCE;
    }

    @Override
    protected FleetProvisioned event() {
      return Fixtures.approved(Fixtures.rollout(), 25);
    }

    @Override
    protected void meanwhile(ManualStage<FleetProvisioned> stage) {
      super.meanwhile(stage);
      boolean stands =
          stage.topics().all(Topics.VERDICTS).stream()
              .anyMatch(v -> v.getReachedAt().plusSeconds(20).isBefore(stage.clock().instant()));
      if (stands) {
        stage.say(
            Topics.VERDICTS,
            Events.verdictReached(Events.deployment(), 0, Decision.ROLL_BACK)
                .setId("standing")
                .setReachedAt(stage.clock().instant())
                .build());
      }
    }
  }

  @Nested
  class WhenNoJudgeCanTellAndPeopleResumeIt extends Way {
    @Override
    Decision decision(int step) {
      return Decision.INCONCLUSIVE;
    }

    @Override
    protected FleetProvisioned event() {
      return Fixtures.pausing();
    }

    @Override
    protected void meanwhile(ManualStage<FleetProvisioned> stage) {
      super.meanwhile(stage);
      stage.say(
          Topics.COMMANDS,
          Events.operatorCommand(CommandKind.RESUME)
              .setId(UUID.randomUUID().toString())
              .setIssuedAt(stage.clock().instant())
              .build());
    }
  }
}
