package dev.ingot.provisioner;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.Telemetry.Tick;
import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether a fleet may be retired now. Pure. */
final class SweepDecision {
  private SweepDecision() {}

  /** What to do with a fleet. */
  sealed interface Answer {
    /** Nobody wants it retired yet. */
    record NotDue() implements Answer {}

    /** It is due, and must stay: it has traffic, or could get some. */
    record Refuse(String reason) implements Answer {}

    /** It is due, and not quiet for long enough. */
    record Wait(String reason) implements Answer {}

    /** Move its retirement on by one step. */
    record Retire() implements Answer {}
  }

  /** Whether the fleet is due, and no rule could send it a request. */
  static Answer due(FleetState fleet, List<Route> routes, Instant now) {
    if (fleet.retireAfter().filter(at -> !at.isAfter(now)).isEmpty()) {
      return new Answer.NotDue();
    }
    for (Route route : routes) {
      if (route.weightOf(fleet.name()) > 0) {
        return new Answer.Refuse(
            "it has %d %% of %s".formatted(route.weightOf(fleet.name()), route.service()));
      }
      if (route.live().filter(fleet.name()::equals).isPresent()
          || route.candidate().filter(fleet.name()::equals).isPresent()) {
        return new Answer.Refuse("the rule of %s names it".formatted(route.service()));
      }
    }
    return new Answer.Retire();
  }

  /**
   * Whether a fleet that is due has been quiet for long enough.
   *
   * @param idleSince since when it was seen due and without weight
   * @param ticks of {@link #quietFor} before now. A tick of which nothing is known does not count
   *     against it: some sources have nothing to say of a fleet without requests, and that it had
   *     no weight all this time is known
   */
  static Answer quiet(Instant idleSince, Duration quietFor, List<Tick> ticks, Instant now) {
    if (idleSince.plus(quietFor).isAfter(now)) {
      return new Answer.Wait("without weight since %s only".formatted(idleSince));
    }
    long requests = ticks.stream().mapToLong(Tick::requests).sum();
    return requests > 0
        ? new Answer.Wait("%d requests in the last %s".formatted(requests, quietFor))
        : new Answer.Retire();
  }

  /** How long a fleet must have been quiet: two whole ticks, their delay, and the time to drain. */
  static Duration quietFor(Duration tick, Duration delay, Duration drainFor) {
    Duration twoTicks = tick.multipliedBy(2).plus(delay);
    return twoTicks.compareTo(drainFor) > 0 ? twoTicks : drainFor;
  }
}
