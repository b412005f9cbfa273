package dev.ingot.verifier;

import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.TrafficShifted;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.Map;

/** A rollout at its first step, 5 %, twelve seconds long, in a cloud in memory. */
final class Rollouts {
  static final Duration BAKE = Duration.ofSeconds(12);

  final SettableClock clock = SettableClock.at(Events.START.minusSeconds(60));
  final InMemoryCloud cloud =
      new InMemoryCloud(clock, Duration.ofSeconds(1), Duration.ofMillis(250));
  final ManualStage<TrafficShifted> stage =
      ManualStage.of(() -> new JudgeStep(environment -> cloud), clock);

  Rollouts() {
    fleet("candidate", Events.deployment().getId());
    fleet("live", "shop-production-before-0");
    clock.set(Events.START);
    cloud.serves("candidate", 5, 0);
    cloud.serves("live", 95, 1);
  }

  private void fleet(String name, String deployment) {
    cloud
        .fleets()
        .ensure(
            new FleetSpec(
                name,
                "shop",
                deployment,
                1,
                "ami-1",
                2,
                2,
                6,
                "t3.small",
                "/healthz",
                8080,
                Map.of(),
                Map.of()));
    cloud.fleets().find(name);
  }

  static TrafficShifted shift() {
    return Events.trafficShifted()
        .setBake(BAKE.toMillis())
        .setJudgeBy(Events.START.plusSeconds(45))
        .build();
  }
}
