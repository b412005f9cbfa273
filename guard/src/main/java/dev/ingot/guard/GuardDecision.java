package dev.ingot.guard;

import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

  /**
   * Whether the rule that was due was renewed or promoted before it could be restored. One that is
   * still shown as it was may be an old answer: it counts as restored, and the next look sees.
   *
   * @param after the rule as it was read back
   */
  static boolean othersHadIt(Route due, Optional<Route> after) {
    return after
        .filter(
            route ->
                !route.live().equals(due.live())
                    || (route.rollbackAt().isPresent()
                        && !route.rollbackAt().equals(due.rollbackAt())))
        .isPresent();
  }
}
