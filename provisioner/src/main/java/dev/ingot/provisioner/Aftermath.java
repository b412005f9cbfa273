package dev.ingot.provisioner;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Leaves an environment tidy when a deployment has ended: pins undone, losers tagged. Repeating it
 * changes nothing more. A fleet that is live, on trial or has weight is never tagged.
 *
 * @param candidate the deployment's own fleet
 * @param baseline what it was compared with, where it had a fresh one
 * @param route the service's rule as observed
 */
record Aftermath(
    Cloud cloud,
    String service,
    String candidate,
    Optional<String> baseline,
    Optional<Route> route) {

  /** The candidate is live now; the former live fleet stands by, older ones need not any more. */
  void promoted(Optional<String> former, Instant now, Duration keepPrevious) {
    former.ifPresent(fleet -> cloud.fleets().unpin(fleet));
    baselineIsDone(now);
    if (!isLive(candidate)) {
      return; // the world has gone on since: others own what is there now
    }
    cloud.fleets().retireAfter(candidate, Optional.empty());
    for (FleetState fleet : cloud.fleets().fleets(service)) {
      boolean standsBy = former.filter(fleet.name()::equals).isPresent();
      tag(fleet, standsBy ? now.plus(keepPrevious) : now);
    }
  }

  /** The candidate is not wanted any more; the live fleet may breathe again. */
  void lost(Instant now) {
    route.flatMap(Route::live).ifPresent(live -> cloud.fleets().unpin(live));
    cloud.fleets().find(candidate).ifPresent(fleet -> tag(fleet, now));
    // After the candidate: whoever finds that one tagged after a crash comes here again.
    baselineIsDone(now);
  }

  /** Whatever the rule says by now, nobody will want it again; with weight, its sweeper waits. */
  private void baselineIsDone(Instant now) {
    baseline
        .flatMap(cloud.fleets()::find)
        .filter(fleet -> fleet.retireAfter().filter(at -> !at.isAfter(now)).isEmpty())
        .ifPresent(fleet -> cloud.fleets().retireAfter(fleet.name(), Optional.of(now)));
  }

  private void tag(FleetState fleet, Instant when) {
    boolean due = fleet.retireAfter().filter(at -> !at.isAfter(when)).isPresent();
    if (!due && !inUse(fleet.name())) {
      cloud.fleets().retireAfter(fleet.name(), Optional.of(when));
    }
  }

  private boolean isLive(String fleet) {
    return route.flatMap(Route::live).filter(fleet::equals).isPresent();
  }

  private boolean inUse(String fleet) {
    return isLive(fleet) || route.map(rule -> rule.weightOf(fleet) > 0).orElse(false);
  }
}
