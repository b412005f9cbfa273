package dev.ingot.guard;

import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Which services must go back to their live fleet now. Pure. */
final class GuardDecision {
  private GuardDecision() {}

  /**
   * The rules whose time to go back has passed, by service. One without a live fleet stays as it
   * is: there is nothing to go back to, and taking the rule away would help nobody.
   */
  static List<Route> due(List<Route> routes, Instant now) {
    return routes.stream()
        .filter(route -> route.rollbackAt().filter(at -> !at.isAfter(now)).isPresent())
        .filter(route -> route.live().isPresent())
        .sorted(Comparator.comparing(Route::service))
        .toList();
  }
}
