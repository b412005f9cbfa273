package dev.ingot.shifter;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.TwinSpec;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Baseline;
import dev.ingot.events.Deployment;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.Fallback;
import dev.ingot.events.Fleet;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.VerifyPlan;
import dev.ingot.guard.GuardConfig;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The world of the traffic-shifter's tests: a fleet "live" and a fleet "candidate". */
final class Fixtures {
  static final String LIVE = "live";
  static final String CANDIDATE = "candidate";
  static final String BASELINE = "baseline";
  static final Duration BAKE = Duration.ofMinutes(2);
  static final Duration APPROVE_WITHIN = Duration.ofHours(1);

  private Fixtures() {}

  static ShifterConfig config() {
    return new ShifterConfig(
        new GuardConfig(Path.of("environments.yaml"), Duration.ofSeconds(5)),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        Duration.ofSeconds(5),
        Duration.ofHours(12));
  }

  static Timing timing() {
    return new Timing(
        Duration.ofSeconds(1),
        Duration.ZERO,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        Duration.ofSeconds(5));
  }

  /** Beside the live fleet: 5, 25, 50 and 100 percent, two minutes each. */
  static FleetProvisioned rollout() {
    return Events.fleetProvisioned()
        .setLive(
            Fleet.newBuilder()
                .setName(LIVE)
                .setDeploymentId("before")
                .setImageId("ami-before")
                .setSize(2)
                .build())
        .build();
  }

  /** The same, with an operator's approval before these weights, waited for an hour each. */
  static FleetProvisioned approved(FleetProvisioned fleet, Integer... before) {
    EnvironmentPlan plan = fleet.getPlan();
    return FleetProvisioned.newBuilder(fleet)
        .setPlan(
            EnvironmentPlan.newBuilder(plan)
                .setRollout(
                    RolloutPlan.newBuilder(plan.getRollout())
                        .setApproveBefore(List.of(before))
                        .setApproveWithin(APPROVE_WITHIN.toMillis())
                        .build())
                .build())
        .build();
  }

  /** The same, where a step may advance before its bake is over. */
  static FleetProvisioned early(FleetProvisioned fleet) {
    EnvironmentPlan plan = fleet.getPlan();
    return FleetProvisioned.newBuilder(fleet)
        .setPlan(
            EnvironmentPlan.newBuilder(plan)
                .setRollout(RolloutPlan.newBuilder(plan.getRollout()).setEarly(true).build())
                .build())
        .build();
  }

  /** The same, where people decide what no judge has decided, within an hour. */
  static FleetProvisioned pausing() {
    FleetProvisioned fleet = approved(rollout());
    return FleetProvisioned.newBuilder(fleet)
        .setPlan(
            EnvironmentPlan.newBuilder(fleet.getPlan())
                .setVerify(
                    VerifyPlan.newBuilder(fleet.getPlan().getVerify())
                        .setSilence(Fallback.PAUSE)
                        .setInconclusive(Fallback.PAUSE)
                        .build())
                .build())
        .build();
  }

  /** The same, with a fresh baseline of two instances beside the candidate. */
  static FleetProvisioned fresh() {
    FleetProvisioned fleet = rollout();
    return FleetProvisioned.newBuilder(asking(fleet))
        .setBaseline(
            Fleet.newBuilder()
                .setName(BASELINE)
                .setDeploymentId(fleet.getDeployment().getId())
                .setImageId("ami-before")
                .setSize(2)
                .build())
        .build();
  }

  /** The same, whose file asks for a fresh baseline. */
  static FleetProvisioned asking(FleetProvisioned fleet) {
    return FleetProvisioned.newBuilder(fleet)
        .setPlan(
            EnvironmentPlan.newBuilder(fleet.getPlan())
                .setVerify(
                    VerifyPlan.newBuilder(fleet.getPlan().getVerify())
                        .setBaseline(Baseline.FRESH)
                        .build())
                .build())
        .build();
  }

  static FleetProvisioned first() {
    return Events.fleetProvisioned().build();
  }

  static ManualStage<FleetProvisioned> stage(Cloud cloud, SettableClock clock) {
    CloudsByEnvironment clouds =
        new CloudsByEnvironment(List.of(Events.ENVIRONMENT), name -> cloud);
    return ManualStage.of(() -> new ShiftTraffic(clouds, config()), clock);
  }

  static void makeCandidate(InMemoryCloud cloud) {
    cloud.fleets().ensure(spec(CANDIDATE, Events.deployment().getGeneration()));
  }

  static void makeLive(InMemoryCloud cloud) {
    cloud.fleets().ensure(spec(LIVE, 1));
    cloud.traffic().shift(liveRoute());
  }

  static void makeBaseline(InMemoryCloud cloud) {
    Deployment deployment = Events.deployment();
    cloud
        .fleets()
        .ensureTwin(
            new TwinSpec(
                BASELINE,
                LIVE,
                Events.SERVICE,
                deployment.getId(),
                deployment.getGeneration(),
                2,
                Optional.empty()));
  }

  static Route liveRoute() {
    return route(Map.of(LIVE, 100), LIVE, null, null);
  }

  static Route route(
      Map<String, Integer> weights,
      @Nullable String live,
      @Nullable String candidate,
      @Nullable Instant rollbackAt) {
    return new Route(
        Events.SERVICE,
        weights,
        Optional.ofNullable(live),
        Optional.ofNullable(candidate),
        Optional.ofNullable(rollbackAt));
  }

  static FleetSpec spec(String name, long generation) {
    Deployment deployment = Events.deployment();
    return new FleetSpec(
        name,
        Events.SERVICE,
        name.equals(CANDIDATE) ? deployment.getId() : "before",
        generation,
        "ami-" + name,
        1,
        2,
        6,
        "t3.small",
        "/healthz",
        8080,
        Map.of(),
        Map.of());
  }
}
