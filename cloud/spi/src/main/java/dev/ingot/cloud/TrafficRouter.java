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
   * Replaces the rule's weights and notes, or makes the rule; a route without weights takes it
   * away, so that the listener's own default answers. Not necessarily visible at once: read it back
   * with {@link #current}. {@code rollbackAt} is written before a weight that raises the candidate.
   *
   * @throws CloudException.NotFound when a fleet named has no target group
   */
  void shift(Route route);

  /**
   * All weight to the live fleet, and no candidate; without a live fleet (a first deployment) the
   * rule goes. Never held up by a limiter, a breaker or a bulkhead. Does nothing when it is so
   * already.
   *
   * @return the rule as it is read back, when there is one
   * @throws CloudException.NotFound when the live fleet has no target group any more
   */
  Optional<Route> restoreLive(String service);

  /**
   * The same where the rule still carries the rollback time that the caller has seen on it, read
   * again right before it is written; else the rule was renewed, promoted or restored meanwhile,
   * and is left as it is. For whoever acts on another's rule.
   *
   * @return the rule as it is read back, when there is one
   * @throws CloudException.NotFound when the live fleet has no target group any more
   */
  Optional<Route> restoreLive(String service, Instant rollbackAt);

  /**
   * The same where the rule, or its note of who is live, has been lost: writes what the caller
   * knows was live. Held up by nothing either.
   *
   * @param back nobody is on trial in it
   * @return the rule as it is read back, when there is one
   * @throws CloudException.NotFound when the live fleet has no target group any more
   */
  Optional<Route> restoreLive(Route back);

  /**
   * A service's rule.
   *
   * @param weights fleet to weight in percent; they come to 100, or to 0 when nobody is served
   * @param live the fleet to go back to; empty only before the first deployment has finished
   * @param candidate the fleet on trial; empty when there is none
   * @param rollbackAt when the live weights are to be restored by whoever sees it; kept to the
   *     millisecond
   * @param match which requests it takes; empty for the environment's own: the service's host,
   *     every path. Of rules that both match, the one with the longer path is looked at first
   */
  record Route(
      String service,
      Map<String, Integer> weights,
      Optional<String> live,
      Optional<String> candidate,
      Optional<Instant> rollbackAt,
      Optional<Match> match) {
    /** One for the environment's own host of the service and every path. */
    public Route(
        String service,
        Map<String, Integer> weights,
        Optional<String> live,
        Optional<String> candidate,
        Optional<Instant> rollbackAt) {
      this(service, weights, live, candidate, rollbackAt, Optional.empty());
    }

    public Route {
      weights = Map.copyOf(weights);
      int sum = 0;
      for (int weight : weights.values()) {
        if (weight < 0 || weight > 100) {
          throw new IllegalArgumentException("a weight is 0 to 100 percent: " + weights);
        }
        sum += weight;
      }
      if (sum != 0 && sum != 100) {
        throw new IllegalArgumentException("weights must come to 100 percent: " + weights);
      }
    }

    /** The same service with all weight on the live fleet and nobody on trial. */
    public Route restored() {
      return new Route(
          service,
          live.map(fleet -> Map.of(fleet, 100)).orElse(Map.of()),
          live,
          Optional.empty(),
          Optional.empty(),
          match);
    }

    /** The same for other requests. */
    public Route at(Optional<Match> other) {
      return new Route(service, weights, live, candidate, rollbackAt, other);
    }

    /** The fleet's weight in percent; 0 when the rule does not name it. */
    public int weightOf(String fleet) {
      return weights.getOrDefault(fleet, 0);
    }
  }
}
