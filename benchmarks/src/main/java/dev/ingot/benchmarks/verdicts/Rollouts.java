package dev.ingot.benchmarks.verdicts;

import dev.ingot.events.Deployment;
import dev.ingot.events.Fleet;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Ids;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.time.Instant;

/** Rollouts of as many services, each at its first step. */
final class Rollouts {
  static final Duration TICK = Duration.ofSeconds(1);
  static final Duration TELEMETRY_DELAY = Duration.ofMillis(250);

  private static final Duration JUDGE_ROOM = Duration.ofSeconds(31);

  private Rollouts() {}

  static String service(int i) {
    return "service-" + i;
  }

  static String candidate(int i) {
    return "candidate-" + i;
  }

  static String live(int i) {
    return "live-" + i;
  }

  static TrafficShifted shift(int i, Instant now, Duration bake) {
    TrafficShifted sample = Events.trafficShifted().build();
    Deployment deployment =
        Deployment.newBuilder(sample.getDeployment())
            .setService(service(i))
            .setId(service(i) + "-production-0")
            .setStartedAt(now)
            .build();
    return TrafficShifted.newBuilder(sample)
        .setId(Ids.event("TrafficShifted", deployment.getId()))
        .setDeployment(deployment)
        .setCandidate(Fleet.newBuilder(sample.getCandidate()).setName(candidate(i)).build())
        .setLive(Fleet.newBuilder(sample.getCandidate()).setName(live(i)).build())
        .setBake(bake.toMillis())
        .setShiftedAt(now)
        .setJudgeBy(now.plus(bake).plus(JUDGE_ROOM))
        .build();
  }
}
