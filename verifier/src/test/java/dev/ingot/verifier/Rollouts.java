package dev.ingot.verifier;

import dev.ingot.cloud.FleetManager.Extras;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.Preview;
import dev.ingot.cloud.Latency;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Fleet;
import dev.ingot.events.LatencyGate;
import dev.ingot.events.Probe;
import dev.ingot.events.TrafficShifted;
import dev.ingot.pipeline.Policy;
import dev.ingot.pipeline.probe.Probing;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import dev.ingot.verifier.sources.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** A rollout at its first step, 5 %, twelve seconds long, in a cloud in memory. */
final class Rollouts {
  static final Duration BAKE = Duration.ofSeconds(12);

  final SettableClock clock = SettableClock.at(Events.START.minusSeconds(60));
  final InMemoryCloud cloud =
      new InMemoryCloud(clock, Duration.ofSeconds(1), Duration.ofMillis(250));
  final ManualStage<TrafficShifted> stage;

  Rollouts() {
    this(Map.of(), Duration.ofSeconds(5));
  }

  /** With another way to send probes. */
  Rollouts(BiFunction<Preview, Probe, Probing.Result> prober) {
    this(Map.of(), Duration.ofSeconds(5), prober, false);
  }

  /** One that nothing follows upon its verdict, until a test says so. */
  static Rollouts standing() {
    return standing(Probing::one);
  }

  static Rollouts standing(BiFunction<Preview, Probe, Probing.Result> prober) {
    return new Rollouts(Map.of(), Duration.ofSeconds(5), prober, true);
  }

  /**
   * With Prometheus servers.
   *
   * @param look how long a look may wait for what is outside
   */
  Rollouts(Map<String, Policy.Prometheus> prometheus, Duration look) {
    this(prometheus, look, Probing::one, false);
  }

  private Rollouts(
      Map<String, Policy.Prometheus> prometheus,
      Duration look,
      BiFunction<Preview, Probe, Probing.Result> prober,
      boolean stands) {
    Sources sources = new Sources(environment -> prometheus, look);
    stage =
        ManualStage.of(
            () -> {
              JudgeStep judge =
                  new JudgeStep(
                      environment -> cloud,
                      sources,
                      Duration.ofHours(12),
                      new ProbesUnderWay(prober));
              return stands ? judge : new GoesOn(judge);
            },
            clock);
    fleet("candidate", Events.deployment().getId());
    fleet("live", "shop-production-before-0");
    clock.set(Events.START);
    cloud.serves("candidate", 5, 0);
    cloud.serves("live", 95, 1);
  }

  /** Looks at the step, and on at what stands after it, until so long after the begin. */
  void stand(TrafficShifted shift, Duration time) throws Exception {
    stage.deliver(shift);
    while (clock.instant().isBefore(Events.START.plus(time))) {
      clock.advance(((Outcome.CheckAgain) stage.look()).after());
    }
  }

  /** The candidate was made for another route than the service's rule has until it is live. */
  void changesItsRoute(Match from, Match to) {
    cloud.removeFleet("candidate");
    fleet(
        "candidate",
        Events.deployment().getId(),
        new Extras(Optional.of(to), Optional.empty(), List.of()));
    cloud.setRoute(
        new Route(
            "shop",
            Map.of("live", 95, "candidate", 5),
            Optional.of("live"),
            Optional.of("candidate"),
            Optional.of(Events.START.plusSeconds(60)),
            Optional.of(from)));
  }

  private void fleet(String name, String deployment) {
    fleet(name, deployment, Extras.NONE);
  }

  private void fleet(String name, String deployment, Extras extras) {
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
                Map.of(),
                extras));
    cloud.fleets().find(name);
  }

  /** The step beside a fresh baseline, which is as well as the candidate. */
  TrafficShifted besideABaseline(TrafficShifted shift) {
    fleet("baseline", Events.deployment().getId());
    cloud.serves("baseline", 5, 0);
    return TrafficShifted.newBuilder(shift)
        .setBaseline(
            Fleet.newBuilder()
                .setName("baseline")
                .setDeploymentId(Events.deployment().getId())
                .setImageId("ami-00000000000000000")
                .setSize(2)
                .build())
        .setBaselineWeight(5)
        .build();
  }

  /** The fleet's answers take as long as that, but for three in a hundred. */
  void answersIn(String fleet, double millis, double slowest) {
    cloud.answersIn(fleet, start -> histogram(start, millis, slowest));
  }

  static Latency histogram(Instant start, double millis, double slowest) {
    List<Double> bounds = List.of(50.0, 100.0, 150.0, 195.0, 400.0);
    List<Long> counts = new ArrayList<>(Collections.nCopies(bounds.size() + 1, 0L));
    counts.set((int) bounds.stream().filter(bound -> bound < millis).count(), 97L);
    int slow = (int) bounds.stream().filter(bound -> bound < slowest).count();
    counts.set(slow, counts.get(slow) + 3);
    return new Latency.Histogram(start, bounds, counts);
  }

  /** Held to a latency, too. */
  static TrafficShifted timed() {
    return TrafficShifted.newBuilder(shift())
        .setBake(20_000)
        .setJudgeBy(Events.START.plusSeconds(53))
        .setVerify(
            Events.verify()
                .setLatency(
                    List.of(LatencyGate.newBuilder().setQuantile(0.99).setTolerance(1.3).build()))
                .build())
        .build();
  }

  static TrafficShifted shift() {
    return Events.trafficShifted()
        .setBake(BAKE.toMillis())
        .setJudgeBy(Events.START.plusSeconds(45))
        .build();
  }
}
