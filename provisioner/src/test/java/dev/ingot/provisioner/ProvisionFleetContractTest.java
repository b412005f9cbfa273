package dev.ingot.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.FleetScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.CommandKind;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import dev.ingot.stage.testkit.StageContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** Every way through the stage survives second deliveries, crashes and being given up. */
class ProvisionFleetContractTest {
  abstract static class Way extends StageContract<ImageReady> {
    private final DeploymentOutcome outcome;
    private final FleetScript instances;
    InMemoryCloud cloud = new InMemoryCloud();

    /** With instances that become healthy. */
    Way(DeploymentOutcome outcome) {
      this(outcome, FleetScript.healthyAfterLooks(3));
    }

    Way(DeploymentOutcome outcome, FleetScript instances) {
      this.outcome = outcome;
      this.instances = instances;
    }

    String candidate() {
      return Fixtures.CANDIDATE;
    }

    @Override
    protected ManualStage<ImageReady> freshStage() {
      SettableClock clock = SettableClock.atStart();
      cloud = new InMemoryCloud(clock);
      Fixtures.live(cloud, 2);
      cloud.everyFleet(instances);
      return Fixtures.stage(cloud, clock);
    }

    @Override
    protected ImageReady event() {
      EnvironmentPlan plan = Events.plan(Events.ENVIRONMENT).build();
      FleetPlan impatient = FleetPlan.newBuilder(plan.getFleet()).setStartWithin(30_000L).build();
      return Events.imageReady()
          .setPlan(EnvironmentPlan.newBuilder(plan).setFleet(impatient).build())
          .setFollowing(List.of(Events.plan("europe").build()))
          .build();
    }

    @Override
    protected void meanwhile(ManualStage<ImageReady> stage) {
      boolean begun = !stage.announced(Topics.FLEETS).isEmpty();
      if (begun && stage.topics().all(Topics.OUTCOMES).isEmpty()) {
        if (outcome == DeploymentOutcome.PROMOTED) {
          Fixtures.routeTo(cloud, candidate());
        }
        stage.say(Topics.OUTCOMES, Events.deploymentFinished(Events.deployment(), outcome).build());
      }
    }

    @Override
    protected void assertWorldIsSafe() {
      Route route = cloud.traffic().current(Events.SERVICE).orElseThrow();
      String live = route.live().orElseThrow();
      assertThat(cloud.fleets().all())
          .allSatisfy(
              fleet -> {
                assertThat(fleet.pinned()).as("%s pinned", fleet.name()).isFalse();
                assertThat(fleet.retireAfter().isPresent())
                    .as("%s to be retired", fleet.name())
                    .isEqualTo(!fleet.name().equals(live));
              });
    }
  }

  @Nested
  class WhenPromoted extends Way {
    WhenPromoted() {
      super(DeploymentOutcome.PROMOTED);
    }
  }

  @Nested
  class WhenRolledBack extends Way {
    WhenRolledBack() {
      super(DeploymentOutcome.ROLLED_BACK);
    }
  }

  @Nested
  class WhenNeverHealthy extends Way {
    WhenNeverHealthy() {
      super(DeploymentOutcome.FAILED, FleetScript.neverHealthy("it says nothing"));
    }
  }

  @Nested
  class WhenPromotedBesideAFreshBaseline extends Way {
    WhenPromotedBesideAFreshBaseline() {
      super(DeploymentOutcome.PROMOTED);
    }

    @Override
    protected ImageReady event() {
      return BaselineTest.image();
    }
  }

  @Nested
  class WhenRolledBackBesideAFreshBaseline extends Way {
    WhenRolledBackBesideAFreshBaseline() {
      super(DeploymentOutcome.ROLLED_BACK);
    }

    @Override
    protected ImageReady event() {
      return BaselineTest.image();
    }
  }

  @Nested
  class WhenItMigratesFirst extends Way {
    WhenItMigratesFirst() {
      super(DeploymentOutcome.PROMOTED);
    }

    @Override
    protected ImageReady event() {
      return MigrationTest.image(Duration.ofMinutes(5));
    }
  }

  @Nested
  class WhenItGoesBackThroughTheFleetThatStandsBy extends Way {
    private static final String BEFORE = "ig-shop-before-0";

    WhenItGoesBackThroughTheFleetThatStandsBy() {
      super(DeploymentOutcome.PROMOTED);
    }

    @Override
    String candidate() {
      return BEFORE;
    }

    @Override
    protected ManualStage<ImageReady> freshStage() {
      ManualStage<ImageReady> stage = super.freshStage();
      cloud.fleets().ensure(Fixtures.spec(BEFORE, 0, 1));
      cloud.fleets().retireAfter(BEFORE, Optional.of(stage.clock().instant().plus(Fixtures.KEEP)));
      return stage;
    }

    @Override
    protected ImageReady event() {
      return ImageReady.newBuilder(Fixtures.asRollback(super.event()))
          .setFollowing(List.of())
          .build();
    }

    @Override
    protected void meanwhile(ManualStage<ImageReady> stage) {
      if (stage.topics().all(Topics.COMMANDS).isEmpty()) {
        stage.say(
            Topics.COMMANDS,
            Events.operatorCommand(CommandKind.ROLLBACK)
                .setFrom("deployment-of-" + Fixtures.LIVE)
                .setTo("deployment-of-" + BEFORE)
                .build());
      }
      super.meanwhile(stage);
    }
  }
}
