package dev.ingot.shifter;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.InstanceState;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.Fleet;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.shifter.ShiftPlan.Observed;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What to do next with a rollout that is about to begin. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class ShiftPlanBenchmark {
  private static final String LIVE = "live";
  private static final Instant NOW = Events.START.plusSeconds(30);

  private final FleetProvisioned fleet =
      Events.fleetProvisioned()
          .setLive(
              Fleet.newBuilder()
                  .setName(LIVE)
                  .setDeploymentId("before")
                  .setImageId("ami-before")
                  .setSize(2)
                  .build())
          .build();
  private final ShiftPlan plan =
      new ShiftPlan(
          fleet,
          new Timing(
              Duration.ofSeconds(1),
              Duration.ZERO,
              Duration.ofSeconds(30),
              Duration.ofSeconds(60),
              Duration.ofMinutes(10),
              Duration.ofSeconds(5)));
  private final Observed observed =
      new Observed(
          Optional.of(
              new Route(
                  Events.SERVICE,
                  Map.of(LIVE, 100),
                  Optional.of(LIVE),
                  Optional.empty(),
                  Optional.empty())),
          Optional.of(candidate()),
          Optional.of(1L));
  private final Said nothing = new Said(List.of(), List.of(), List.of(), List.of());

  private FleetState candidate() {
    InstanceState healthy = new InstanceState("i-1", "InService", "healthy", "", Events.START);
    return new FleetState(
        fleet.getCandidate().getName(),
        Events.SERVICE,
        "d",
        1,
        "ami",
        1,
        2,
        6,
        true,
        true,
        false,
        Optional.empty(),
        Events.START,
        List.of(healthy, healthy));
  }

  @Benchmark
  public Action next() {
    return plan.next(observed, nothing, NOW);
  }
}
