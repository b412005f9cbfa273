package dev.ingot.cloud.memory;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.TrafficRouter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Keeps the services' rules. */
final class MemoryTraffic implements TrafficRouter {
  private final World world;

  MemoryTraffic(World world) {
    this.world = world;
  }

  @Override
  public Optional<Route> current(String service) {
    return world.call(Call.CURRENT, () -> Optional.ofNullable(world.routes.get(service)));
  }

  @Override
  public List<Route> routes() {
    return world.call(Call.ROUTES, () -> List.copyOf(world.routes.values()));
  }

  @Override
  public void shift(Route route) {
    world.call(
        Call.SHIFT,
        () -> {
          route.weights().keySet().forEach(this::requireTargetGroup);
          set(
              new Route(
                  route.service(),
                  route.weights(),
                  route.live(),
                  route.candidate(),
                  route.rollbackAt().map(at -> at.truncatedTo(ChronoUnit.MILLIS)),
                  route.match()));
          return true;
        });
  }

  @Override
  public Optional<Route> restoreLive(String service) {
    return restoreLive(service, route -> true);
  }

  @Override
  public Optional<Route> restoreLive(String service, Instant rollbackAt) {
    return restoreLive(service, route -> route.rollbackAt().filter(rollbackAt::equals).isPresent());
  }

  private Optional<Route> restoreLive(String service, Predicate<Route> still) {
    return world.call(
        Call.RESTORE_LIVE,
        () -> {
          Route now = world.routes.get(service);
          if (now != null && still.test(now)) {
            now.live().ifPresent(this::requireTargetGroup);
            set(now.restored());
          }
          return Optional.ofNullable(world.routes.get(service));
        });
  }

  @Override
  public Optional<Route> restoreLive(Route back) {
    return world.call(
        Call.RESTORE_LIVE,
        () -> {
          back.weights().keySet().forEach(this::requireTargetGroup);
          set(back.restored());
          return Optional.ofNullable(world.routes.get(back.service()));
        });
  }

  private void set(Route route) {
    if (route.weights().isEmpty()) {
      if (world.routes.remove(route.service()) != null) {
        world.changes.add("remove route " + route.service());
      }
    } else if (!route.equals(world.routes.put(route.service(), route))) {
      world.changes.add("shift " + route.service() + " " + Map.copyOf(route.weights()));
    }
  }

  private void requireTargetGroup(String fleet) {
    if (!world.fleet(fleet).targetGroup) {
      throw new CloudException.NotFound("fleet '" + fleet + "' has no target group", null);
    }
  }
}
