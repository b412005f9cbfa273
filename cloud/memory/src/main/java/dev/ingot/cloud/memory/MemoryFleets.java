package dev.ingot.cloud.memory;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.Migration;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.Usage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Keeps fleets whose instances do what the script says. */
final class MemoryFleets implements FleetManager {
  private final World world;

  MemoryFleets(World world) {
    this.world = world;
  }

  @Override
  public List<FleetState> fleets(String service) {
    return world.call(Call.FLEETS, () -> look(f -> f.spec.service().equals(service)));
  }

  @Override
  public List<FleetState> all() {
    return world.call(Call.FLEETS, () -> look(f -> true));
  }

  @Override
  public Usage usage() {
    return world.call(
        Call.USAGE,
        () -> {
          Usage taken = new Usage(0, 0, 0, world.routes.size());
          for (MemoryFleet fleet : world.fleets.values()) {
            taken =
                taken.plus(
                    new Usage(
                        fleet.group ? fleet.desired : 0,
                        fleet.group ? 1 : 0,
                        fleet.targetGroup ? 1 : 0,
                        fleet.previewRule ? 1 : 0));
          }
          return taken;
        });
  }

  @Override
  public Optional<FleetState> find(String fleet) {
    return world.call(
        Call.FIND_FLEET, () -> look(f -> f.spec.name().equals(fleet)).stream().findFirst());
  }

  @Override
  public FleetState ensure(FleetSpec spec) {
    return world.call(
        Call.ENSURE,
        () -> {
          if (spec.min() < 0 || spec.size() < spec.min() || spec.max() < spec.size()) {
            throw new CloudException.Invalid(
                "a fleet of %d does not lie between %d and %d"
                    .formatted(spec.size(), spec.min(), spec.max()));
          }
          return make(spec).state(world.clock.instant());
        });
  }

  @Override
  public FleetState ensureTwin(TwinSpec spec) {
    return world.call(
        Call.ENSURE_TWIN,
        () -> {
          MemoryFleet there = world.fleets.get(spec.name());
          if (there != null
              && there.complete()
              && there.spec.deploymentId().equals(spec.deploymentId())) {
            return there.state(world.clock.instant());
          }
          MemoryFleet other = world.fleet(spec.of());
          if (!other.template || !other.targetGroup) {
            throw new CloudException.NotFound(
                "fleet '" + spec.of() + "' has no launch template or no target group", null);
          }
          FleetSpec same = other.spec;
          MemoryFleet twin =
              make(
                  new FleetSpec(
                      spec.name(),
                      spec.service(),
                      spec.deploymentId(),
                      spec.generation(),
                      same.imageId(),
                      spec.size(),
                      spec.size(),
                      spec.size(),
                      same.instanceType(),
                      same.healthPath(),
                      same.port(),
                      same.settings(),
                      same.secrets(),
                      same.extras()));
          twin.twinOf = Optional.of(spec.of());
          return twin.state(world.clock.instant());
        });
  }

  private MemoryFleet make(FleetSpec spec) {
    MemoryFleet fleet = world.fleets.get(spec.name());
    if (fleet == null) {
      fleet =
          new MemoryFleet(
              spec,
              world.clock.instant(),
              world.fleetScripts.getOrDefault(spec.name(), world.fleetScript));
      world.fleets.put(spec.name(), fleet);
      world.changes.add("make fleet " + spec.name());
    } else if (!fleet.spec.deploymentId().equals(spec.deploymentId())) {
      throw new CloudException.Conflict(
          "fleet '%s' belongs to deployment %s, not to %s"
              .formatted(spec.name(), fleet.spec.deploymentId(), spec.deploymentId()),
          null);
    }
    complete(fleet);
    return fleet;
  }

  @Override
  public void adopt(String name, String deploymentId, long generation, int size) {
    world.call(
        Call.ADOPT,
        () -> {
          MemoryFleet fleet = world.fleet(name);
          if (!fleet.complete()) {
            throw new CloudException.NotFound("fleet '" + name + "' is not whole", null);
          }
          if (!fleet.spec.deploymentId().equals(deploymentId)) {
            world.changes.add("adopt " + name + " for " + deploymentId);
            fleet.createdAt = world.clock.instant();
          }
          fleet.spec = fleet.spec.of(deploymentId, generation);
          fleet.retireAfter = Optional.empty();
          fleet.desired = Math.max(fleet.desired, Math.min(size, fleet.max));
          while (fleet.instances.size() < fleet.desired) {
            fleet.instances.add(world.newId("i"));
          }
          return true;
        });
  }

  @Override
  public Migration migrate(FleetSpec spec, Migration.Hook hook) {
    return world.call(
        Call.MIGRATE,
        () -> {
          MemoryFleet fleet =
              world.fleets.computeIfAbsent(
                  spec.name(),
                  name ->
                      new MemoryFleet(
                          spec,
                          world.clock.instant(),
                          world.fleetScripts.getOrDefault(name, world.fleetScript)));
          fleet.template = true;
          if (fleet.migrationLooks == 0) {
            world.changes.add("migrate " + spec.name() + " by " + hook.command());
          }
          MigrationScript script = world.migrationScript;
          if (fleet.migrationLooks++ < script.looks()) {
            return new Migration.Running("migrating");
          }
          return script.failure().isEmpty()
              ? new Migration.Succeeded()
              : new Migration.Failed(script.failure(), script.log());
        });
  }

  @Override
  public Migration smoke(FleetSpec spec, Migration.Hook hook) {
    return world.call(
        Call.SMOKE,
        () -> {
          MemoryFleet fleet = world.fleet(spec.name());
          if (fleet.smokeLooks == 0) {
            world.changes.add("smoke " + spec.name() + " by " + hook.command());
          }
          MigrationScript script = world.smokeScript;
          if (fleet.smokeLooks++ < script.looks()) {
            return new Migration.Running("testing");
          }
          return script.failure().isEmpty()
              ? new Migration.Succeeded()
              : new Migration.Failed(script.failure(), script.log());
        });
  }

  private void complete(MemoryFleet fleet) {
    fleet.template = true;
    fleet.targetGroup = true;
    fleet.previewRule = true;
    if (!fleet.group) {
      fleet.group = true;
      fleet.createdAt = world.clock.instant();
      while (fleet.instances.size() < fleet.desired) {
        fleet.instances.add(world.newId("i"));
      }
    }
  }

  @Override
  public void pin(String name) {
    world.call(
        Call.PIN,
        () -> {
          MemoryFleet fleet = world.fleet(name);
          if (fleet.minBeforePin.isEmpty()) {
            fleet.minBeforePin = OptionalInt.of(fleet.min);
            fleet.min = fleet.desired;
            world.changes.add("pin " + name);
          }
          return true;
        });
  }

  @Override
  public void unpin(String name) {
    world.call(
        Call.UNPIN,
        () -> {
          MemoryFleet fleet = world.fleets.get(name);
          if (fleet != null && fleet.minBeforePin.isPresent()) {
            fleet.min = fleet.minBeforePin.getAsInt();
            fleet.minBeforePin = OptionalInt.empty();
            world.changes.add("unpin " + name);
          }
          return true;
        });
  }

  @Override
  public void retireAfter(String name, Optional<Instant> when) {
    world.call(
        Call.RETIRE_AFTER,
        () -> {
          MemoryFleet fleet = world.fleets.get(name);
          if (fleet != null && !fleet.retireAfter.equals(when)) {
            fleet.retireAfter = when;
            world.changes.add(
                "retire " + name + " after " + when.map(Instant::toString).orElse("-"));
          }
          return true;
        });
  }

  @Override
  public boolean retire(String name) {
    return world.call(
        Call.RETIRE,
        () -> {
          MemoryFleet fleet = world.fleets.get(name);
          if (fleet == null) {
            return true;
          }
          if (world.routes.values().stream().anyMatch(r -> r.weightOf(name) > 0)) {
            throw new CloudException.Invalid("fleet '" + name + "' has weight");
          }
          retireOneStep(fleet);
          if (fleet.template) {
            return false;
          }
          world.fleets.remove(name);
          world.changes.add("retired " + name);
          return true;
        });
  }

  private void retireOneStep(MemoryFleet fleet) {
    Optional<Route> standby =
        world.routes.values().stream()
            .filter(route -> route.weights().containsKey(fleet.spec.name()))
            .findFirst();
    if (standby.isPresent()) {
      leave(standby.get(), fleet.spec.name());
    } else if (fleet.previewRule) {
      fleet.previewRule = false;
    } else if (fleet.group && !fleet.instances.isEmpty()) {
      fleet.min = 0;
      fleet.max = 0;
      fleet.desired = 0;
      fleet.instances.clear();
    } else if (fleet.group) {
      fleet.group = false;
    } else if (fleet.targetGroup) {
      fleet.targetGroup = false;
    } else {
      fleet.template = false;
    }
  }

  /** The rule is its shifter's while a candidate is on trial. */
  private void leave(Route route, String fleet) {
    if (route.candidate().isPresent() || route.rollbackAt().isPresent()) {
      return;
    }
    Map<String, Integer> others = new HashMap<>(route.weights());
    others.remove(fleet);
    world.routes.put(
        route.service(),
        new Route(
            route.service(),
            others,
            route.live(),
            Optional.empty(),
            Optional.empty(),
            route.match()));
  }

  @Override
  public List<Endpoint> endpoints(String fleet) {
    return world.call(
        Call.ENDPOINTS,
        () ->
            world.fleets.containsKey(fleet)
                ? world.endpoints.getOrDefault(fleet, List.of())
                : List.of());
  }

  @Override
  public Preview preview(FleetSpec spec) {
    return world.call(Call.PREVIEW, () -> preview(spec, spec.deploymentId()));
  }

  @Override
  public Preview preview(String name) {
    return world.call(
        Call.PREVIEW,
        () -> {
          MemoryFleet fleet = world.fleet(name);
          if (!fleet.previewRule) {
            throw new CloudException.NotFound("fleet '" + name + "' has no preview rule", null);
          }
          // The deployment's own preview is the candidate's, not its twin's.
          return preview(fleet.spec, fleet.twinOf.isPresent() ? name : fleet.spec.deploymentId());
        });
  }

  private Preview preview(FleetSpec spec, String value) {
    return new Preview(
        "127.0.0.1",
        world.previewPort,
        false,
        spec.extras().match().map(Match::host).orElse(spec.service() + ".test"),
        "X-Ingot-Preview",
        value);
  }

  @Override
  public String diagnose(String name) {
    return world.call(
        Call.DIAGNOSE,
        () -> {
          MemoryFleet fleet = world.fleets.get(name);
          return fleet == null ? "there is no fleet '" + name + "'" : fleet.script.reason();
        });
  }

  private List<FleetState> look(Predicate<MemoryFleet> which) {
    return world.fleets.values().stream()
        .filter(which)
        .map(
            fleet -> {
              fleet.looks++;
              return fleet.state(world.clock.instant());
            })
        .toList();
  }
}
