package dev.ingot.shifter;

import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Instant;
import java.util.List;

/** Which services must go back to their live fleet now. Pure. */
final class GuardDecision {
  private GuardDecision() {}

  /**
   * The services whose time to go back has passed. One without a live fleet stays as it is: there
   * is nothing to go back to, and taking the rule away would help nobody.
   */
  static List<String> due(List<Route> routes, Instant now) {
    return routes.stream()
        .filter(route -> route.rollbackAt().filter(at -> !at.isAfter(now)).isPresent())
        .filter(route -> route.live().isPresent())
        .map(Route::service)
        .sorted()
        .toList();
  }
}
