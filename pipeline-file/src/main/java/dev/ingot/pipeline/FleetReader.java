package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.matching;
import static dev.ingot.pipeline.Kinds.whole;

import dev.ingot.events.FleetPlan;
import dev.ingot.events.Volume;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code fleet}. */
final class FleetReader {
  private static final Kind<String> ROLE =
      matching("[A-Za-z0-9+=,.@_-]{1,128}", "the name of an instance profile, such as shop");

  private final Scope scope;

  FleetReader(Scope scope) {
    this.scope = scope;
  }

  FleetPlan read(Section fleet, List<Volume> volumes) {
    Section instances = fleet.section("instances");
    Floors floors = scope.floors();
    int least = instances.read("min", whole(1, Floors.MOST_INSTANCES), floors.minInstances());
    int most = instances.read("max", whole(1, Floors.MOST_INSTANCES), least);
    if (most < least) {
      instances.problem("max", "max %d is below min %d; raise max".formatted(most, least));
    }
    if (least < floors.minInstances()) {
      instances.problem(
          "min",
          scope.belowFloor("min", least, "at least " + floors.minInstances() + " instances"));
    }
    if (most > floors.maxInstances()) {
      instances.problem(
          "max", scope.belowFloor("max", most, "at most " + floors.maxInstances() + " instances"));
    }
    instances.refuseOthers();
    FleetPlan plan =
        FleetPlan.newBuilder()
            .setMinInstances(least)
            .setMaxInstances(most)
            .setInstanceType(
                fleet.read(
                    "type",
                    matching("[a-z][a-z0-9-]{0,20}\\.[a-z0-9-]{1,20}", "a type such as t3.small"),
                    "t3.small"))
            .setHealthPath(
                fleet.read(
                    "health",
                    matching("/[!-~&&[^\"'\\\\]]{0,1023}", "a path such as /healthz"),
                    "/healthz"))
            .setPort(fleet.read("port", whole(1, 65_535), 8080))
            .setStartWithin(
                fleet
                    .read(
                        "startWithin",
                        duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                        Duration.ofMinutes(10))
                    .toMillis())
            .setInstanceProfile(role(fleet).orElse(null))
            .setVolumes(volumes)
            .build();
    fleet.refuseOthers();
    return plan;
  }

  /** A role is power, so a service gets only what the platform team lets it choose from. */
  private Optional<String> role(Section fleet) {
    Optional<String> role = fleet.read("role", ROLE);
    List<String> roles = scope.fill(scope.policy().roles());
    if (role.isPresent() && !scope.policy().open() && !roles.contains(role.get())) {
      fleet.problem("role", scope.notOffered("the role", role.get(), roles));
    }
    return role;
  }
}
