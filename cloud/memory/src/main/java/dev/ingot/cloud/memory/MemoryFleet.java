package dev.ingot.cloud.memory;

import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.InstanceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A fleet, whole or in parts. */
final class MemoryFleet {
  FleetSpec spec;
  Instant createdAt;
  final List<String> instances = new ArrayList<>();
  boolean template;
  boolean targetGroup;
  boolean previewRule;
  boolean group;
  int min;
  int desired;
  int max;
  int looks;
  int migrationLooks;
  int smokeLooks;
  FleetScript script;
  Instant scriptedAt;
  OptionalInt minBeforePin = OptionalInt.empty();
  Optional<Instant> retireAfter = Optional.empty();
  Optional<String> twinOf = Optional.empty();

  MemoryFleet(FleetSpec spec, Instant createdAt, FleetScript script) {
    this.spec = spec;
    this.createdAt = createdAt;
    this.script = script;
    this.scriptedAt = createdAt;
    this.min = spec.min();
    this.desired = spec.size();
    this.max = spec.max();
  }

  boolean complete() {
    return template && targetGroup && previewRule && group;
  }

  void follow(FleetScript newScript, Instant now) {
    script = newScript;
    scriptedAt = now;
    looks = 0;
  }

  FleetState state(Instant now) {
    String health = script.healthAt(looks, Duration.between(scriptedAt, now));
    List<InstanceState> states =
        instances.stream()
            .map(
                id ->
                    new InstanceState(
                        id,
                        "InService",
                        health,
                        switch (health) {
                          case "healthy" -> "";
                          case "initial" -> "Target registration is in progress";
                          default -> script.reason();
                        },
                        createdAt))
            .toList();
    return new FleetState(
        spec.name(),
        spec.service(),
        spec.deploymentId(),
        spec.generation(),
        spec.imageId(),
        min,
        desired,
        max,
        complete(),
        previewRule,
        minBeforePin.isPresent(),
        retireAfter,
        createdAt,
        states,
        twinOf);
  }
}
