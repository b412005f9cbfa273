package dev.ingot.events.wire;

import dev.ingot.events.Cause;
import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.Deployment;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.Fleet;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.VerifyPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events to write and read. */
final class Samples {
  static final Instant TIME = Instant.parse("2026-11-01T12:00:00.123Z");

  private Samples() {}

  static Commit commit() {
    return Commit.newBuilder()
        .setRepository("/srv/git/shop")
        .setRef("refs/heads/main")
        .setId("0123456789abcdef0123456789abcdef01234567")
        .setAuthor("Zoë")
        .setSubject("Prices with cents")
        .build();
  }

  static CommitReceived commitReceived() {
    return CommitReceived.newBuilder()
        .setId("c-1")
        .setService("shop")
        .setCommit(commit())
        .setGeneration(7)
        .setPushId("p-1")
        .setReceivedAt(TIME)
        .build();
  }

  /** One with nested records, lists, maps, an enum and nulls. */
  static FleetProvisioned fleetProvisioned() {
    return FleetProvisioned.newBuilder()
        .setId("f-1")
        .setDeployment(deployment())
        .setCandidate(
            Fleet.newBuilder()
                .setName("shop-staging-1")
                .setDeploymentId("d-1")
                .setImageId("ami-1")
                .setSize(2)
                .build())
        .setPlan(plan())
        .setProvisionedAt(TIME)
        .build();
  }

  private static Deployment deployment() {
    return Deployment.newBuilder()
        .setId("d-1")
        .setService("shop")
        .setEnvironment("staging")
        .setGeneration(7)
        .setCause(Cause.COMMIT)
        .setCauseId("c-1")
        .setCommit(commit())
        .setStartedAt(TIME)
        .build();
  }

  private static EnvironmentPlan plan() {
    return EnvironmentPlan.newBuilder()
        .setEnvironment("staging")
        .setFleet(
            FleetPlan.newBuilder()
                .setMinInstances(1)
                .setMaxInstances(2)
                .setInstanceType("t3.small")
                .setHealthPath("/healthz")
                .build())
        .setRollout(
            RolloutPlan.newBuilder()
                .setSteps(List.of(5, 25, 100))
                .setBakes(List.of(1_000L, 1_000L, 1_000L))
                .build())
        .setVerify(VerifyPlan.newBuilder().build())
        .setSettings(Map.of("LOG_LEVEL", "info"))
        .build();
  }
}
