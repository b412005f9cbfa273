package dev.ingot.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Owns nothing, writes weights: each service has one rule on the environment's listener. */
public interface TrafficRouter {
  /** The service's rule as it is, when there is one. */
  Optional<Route> current(String service);

  /** Every service's rule in this environment. */
  List<Route> routes();

  /**
   * Replaces the rule's weights and notes, or makes the rule. Not necessarily visible at once: read
   * it back with {@link #current}. {@code rollbackAt} is written before a weight that raises the
   * candidate.
   *
   * @throws CloudException.NotFound when a fleet named has no target group
   */
  void shift(Route route);

  /**
   * All weight to the live fleet, and no candidate. Never held up by a limiter, a breaker or a
   * bulkhead. Does nothing when it is so already.
   */
  void restoreLive(String service);

  /**
   * A service's rule.
   *
   * @param weights fleet to weight, 0 to 100, in all 100 when there is any
   * @param live the fleet to go back to; empty only before the first deployment has finished
   * @param candidate the fleet on trial; empty when there is none
   * @param rollbackAt when the live weights are to be restored by whoever sees it
   */
  record Route(
      String service,
      Map<String, Integer> weights,
      Optional<String> live,
      Optional<String> candidate,
      Optional<Instant> rollbackAt) {
    public Route {
      weights = Map.copyOf(weights);
    }

    /** The fleet's weight in percent; 0 when the rule does not name it. */
    public int weightOf(String fleet) {
      return weights.getOrDefault(fleet, 0);
    }
  }
}
