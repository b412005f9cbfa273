package dev.ingot.provisioner;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetNames;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Deployment;
import dev.ingot.events.ImageReady;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The world of the provisioner's tests. */
final class Fixtures {
  static final Duration KEEP = Duration.ofHours(1);
  static final String LIVE = "ig-shop-before-1";
  static final String CANDIDATE = fleetOf(Events.deployment());

  private Fixtures() {}

  static ProvisionerConfig config() {
    return new ProvisionerConfig(
        Path.of("environments.yaml"),
        Duration.ofSeconds(5),
        5,
        Duration.ofHours(12),
        Duration.ofSeconds(15));
  }

  static String fleetOf(Deployment deployment) {
    return FleetNames.of(deployment.getService(), deployment.getId());
  }

  static ManualStage<ImageReady> stage(Cloud cloud, SettableClock clock) {
    return stage(cloud, clock, Quotas.UNKNOWN);
  }

  static ManualStage<ImageReady> stage(Cloud cloud, SettableClock clock, Quotas quotas) {
    CloudsByEnvironment clouds =
        new CloudsByEnvironment(List.of(Events.ENVIRONMENT), name -> cloud);
    return ManualStage.of(
        () -> new ProvisionFleet(clouds, name -> KEEP, name -> quotas, config()), clock);
  }

  /** A fleet of an earlier generation, with all the traffic. */
  static void live(InMemoryCloud cloud, int size) {
    cloud.fleets().ensure(spec(LIVE, 1, size));
    routeTo(cloud, LIVE);
  }

  static void routeTo(Cloud cloud, String fleet) {
    cloud
        .traffic()
        .shift(
            new Route(
                Events.SERVICE,
                Map.of(fleet, 100),
                Optional.of(fleet),
                Optional.empty(),
                Optional.empty()));
  }

  static FleetSpec spec(String name, long generation, int size) {
    return new FleetSpec(
        name,
        Events.SERVICE,
        "deployment-of-" + name,
        generation,
        "ami-before",
        1,
        size,
        6,
        "t3.small",
        "/healthz",
        8080,
        Map.of(),
        Map.of());
  }
}
