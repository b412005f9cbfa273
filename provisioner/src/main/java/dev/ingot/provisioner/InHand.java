package dev.ingot.provisioner;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetNames;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.Cause;
import dev.ingot.events.Deployment;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.pipeline.FreshBaseline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a look works with.
 *
 * @param fleets of the service; only for a rollback, whose fleet may be one that was there before
 */
record InHand(ImageReady image, Cloud cloud, Optional<Route> route, List<FleetState> fleets) {
  static InHand of(ImageReady image, Cloud cloud) {
    String service = image.getDeployment().getService();
    return new InHand(
        image,
        cloud,
        cloud.traffic().current(service),
        image.getDeployment().getCause() == Cause.ROLLBACK
            ? cloud.fleets().fleets(service)
            : List.of());
  }

  String fleet() {
    Deployment deployment = image.getDeployment();
    return Rollback.own(fleets, deployment)
        .map(FleetState::name)
        .orElseGet(() -> FleetNames.of(deployment.getService(), deployment.getId()));
  }

  /** The fleet that a rollback can go back to. */
  Optional<FleetState> standby(Optional<OperatorCommand> intent, Instant now) {
    return intent.flatMap(
        command -> Rollback.standby(fleets, command, route.flatMap(Route::live), now));
  }

  /** Its name says whose it is, so that it is found again whatever was said or not. */
  Optional<String> baseline() {
    Deployment deployment = image.getDeployment();
    return FreshBaseline.isAskedFor(image.getPlan())
        ? Optional.of(FleetNames.ofBaseline(deployment.getService(), deployment.getId()))
        : Optional.empty();
  }

  /** Whether the rule gives the fleet traffic, or means to. */
  boolean onTheRule() {
    return route
        .filter(rule -> rule.weightOf(fleet()) > 0 || rule.candidate().equals(Optional.of(fleet())))
        .isPresent();
  }

  /** A diagnosis is worth having, not worth failing for. */
  String diagnose(boolean ofBaseline) {
    try {
      return cloud.fleets().diagnose(ofBaseline ? baseline().orElse(fleet()) : fleet());
    } catch (RuntimeException e) {
      return "no diagnosis: " + e.getMessage();
    }
  }

  Aftermath aftermath() {
    return new Aftermath(cloud, image.getDeployment().getService(), fleet(), baseline(), route);
  }
}
