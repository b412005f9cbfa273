package dev.ingot.provisioner;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetNames;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.Deployment;
import dev.ingot.events.ImageReady;
import dev.ingot.pipeline.FreshBaseline;
import java.util.Optional;

/** What a look works with. */
record InHand(ImageReady image, Cloud cloud, Optional<Route> route) {
  String fleet() {
    Deployment deployment = image.getDeployment();
    return FleetNames.of(deployment.getService(), deployment.getId());
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

  Aftermath aftermath() {
    return new Aftermath(cloud, image.getDeployment().getService(), fleet(), baseline(), route);
  }
}
