package dev.ingot.shifter;

import dev.ingot.cloud.Match;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.Fleet;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.pipeline.FreshBaseline;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The service's rule as a rollout wants it at each of its points. Pure. */
final class Rules {
  private final String service;
  private final String candidate;
  private final Optional<String> live;
  private final Optional<String> baseline;
  private final Optional<Match> match;

  Rules(FleetProvisioned fleet) {
    this.service = fleet.getDeployment().getService();
    this.candidate = fleet.getCandidate().getName();
    this.live = Optional.ofNullable(fleet.getLive()).map(Fleet::getName);
    this.baseline = Optional.ofNullable(fleet.getBaseline()).map(Fleet::getName);
    this.match =
        Optional.ofNullable(fleet.getPlan().getRoute())
            .map(route -> new Match(route.getHost(), route.getPath()));
  }

  /**
   * At a step. Without a live fleet there is nothing to go back to, at no time. While there is a
   * way back the rule takes the requests that it took before: a changed route is the candidate's
   * own, and comes with its promotion.
   */
  Route route(Step step, Instant rollbackAt, Optional<Route> observed) {
    return new Route(
        service,
        weights(step),
        live,
        Optional.of(candidate),
        live.map(fleet -> rollbackAt),
        observed.map(Route::match).orElse(match));
  }

  private Map<String, Integer> weights(Step step) {
    Map<String, Integer> weights = new TreeMap<>();
    int beside = baselineWeight(step);
    weights.put(candidate, step.weight());
    baseline.filter(fleet -> beside > 0).ifPresent(fleet -> weights.put(fleet, beside));
    live.filter(fleet -> step.weight() < 100)
        .ifPresent(fleet -> weights.put(fleet, 100 - step.weight() - beside));
    return weights;
  }

  /** The baseline's share in the step in percent; 0 without one. */
  int baselineWeight(Step step) {
    return baseline.isPresent() ? FreshBaseline.weight(step.weight()) : 0;
  }

  /** Whether a fleet that the rollout has brought still has traffic. */
  boolean hasTraffic(Optional<Route> observed) {
    return observed
        .filter(
            route ->
                route.weightOf(candidate) > 0
                    || baseline.filter(fleet -> route.weightOf(fleet) > 0).isPresent())
        .isPresent();
  }

  /** After the last step. */
  Route promotion() {
    return new Route(
        service,
        Map.of(candidate, 100),
        Optional.of(candidate),
        Optional.empty(),
        Optional.empty(),
        match);
  }

  /** All weight on the live fleet, whatever the rule says now. */
  Route restored() {
    return new Route(service, Map.of(), live, Optional.of(candidate), Optional.empty(), match)
        .restored();
  }

  /** A first deployment that failed and keeps the traffic until the next one takes it. */
  Route kept() {
    return new Route(
        service,
        Map.of(candidate, 100),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        match);
  }

  /** Whether the rule is as the step wants it. */
  boolean match(Optional<Route> observed, Step step) {
    return observed
        .filter(route -> withoutZeros(route.weights()).equals(withoutZeros(weights(step))))
        .filter(route -> route.live().equals(live))
        .filter(route -> route.candidate().filter(candidate::equals).isPresent())
        .filter(route -> live.isEmpty() || route.rollbackAt().isPresent())
        .isPresent();
  }

  /**
   * Whether the candidate is live and nothing of its trial is left on the rule: a rollback time
   * that stayed would have a guard act on it long after.
   */
  boolean promoted(Optional<Route> observed) {
    return isLive(observed)
        && observed
            .filter(route -> route.candidate().isEmpty() && route.rollbackAt().isEmpty())
            .isPresent();
  }

  /** Whether the candidate is what the way back leads to, be its promotion all written or not. */
  boolean isLive(Optional<Route> observed) {
    return observed
        .filter(route -> route.live().filter(candidate::equals).isPresent())
        .filter(route -> route.weightOf(candidate) == 100)
        .isPresent();
  }

  /** Whether the live fleet is the one that it was when the candidate was made. */
  boolean sameLive(Optional<Route> observed) {
    return observed.flatMap(Route::live).equals(live);
  }

  boolean onTrial(Optional<Route> observed) {
    return observed.flatMap(Route::candidate).filter(candidate::equals).isPresent();
  }

  private static Map<String, Integer> withoutZeros(Map<String, Integer> weights) {
    Map<String, Integer> result = new TreeMap<>(weights);
    result.values().removeIf(weight -> weight == 0);
    return result;
  }
}
