package dev.ingot.provisioner;

import dev.ingot.cloud.FleetManager.Extras;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.Volume;
import dev.ingot.cloud.Match;
import dev.ingot.events.Cause;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.Fleet;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the provisioner's events. Pure; the same cause gives the same event. */
final class ProvisionerEvents {
  static final String STAGE = "provisioner";

  private static final int LONGEST_DETAIL = 16_384;
  private static final Set<Cause> CHAINING =
      Set.of(Cause.COMMIT, Cause.PROMOTION, Cause.BASE_REFRESH);

  private ProvisionerEvents() {}

  static String outcomeId(Deployment deployment) {
    return Ids.event("DeploymentFinished", deployment.getId());
  }

  static FleetSpec spec(ImageReady image, String name, int size) {
    Deployment deployment = image.getDeployment();
    EnvironmentPlan plan = image.getPlan();
    FleetPlan fleet = plan.getFleet();
    return new FleetSpec(
        name,
        deployment.getService(),
        deployment.getId(),
        deployment.getGeneration(),
        image.getImage().getId(),
        fleet.getMinInstances(),
        size,
        fleet.getMaxInstances(),
        fleet.getInstanceType(),
        fleet.getHealthPath(),
        fleet.getPort(),
        plan.getSettings(),
        plan.getSecrets(),
        extras(plan));
  }

  private static Extras extras(EnvironmentPlan plan) {
    return new Extras(
        Optional.ofNullable(plan.getRoute())
            .map(route -> new Match(route.getHost(), route.getPath())),
        Optional.ofNullable(plan.getFleet().getInstanceProfile()),
        plan.getFleet().getVolumes().stream()
            .map(
                volume ->
                    new Volume(
                        volume.getFileSystem(),
                        Optional.ofNullable(volume.getAccessPoint()),
                        volume.getDirectory(),
                        volume.getPath(),
                        volume.getReadOnly()))
            .toList());
  }

  static FleetProvisioned provisioned(
      ImageReady image,
      FleetState candidate,
      Optional<FleetState> live,
      Optional<FleetState> baseline,
      Instant now) {
    return FleetProvisioned.newBuilder()
        .setId(Ids.event("FleetProvisioned", image.getDeployment().getId()))
        .setDeployment(image.getDeployment())
        .setCandidate(fleet(candidate))
        .setLive(live.map(ProvisionerEvents::fleet).orElse(null))
        .setBaseline(baseline.map(ProvisionerEvents::fleet).orElse(null))
        .setPlan(image.getPlan())
        .setProvisionedAt(now)
        .build();
  }

  static DeploymentFinished finished(
      ImageReady image,
      Optional<FleetState> candidate,
      DeploymentOutcome outcome,
      String reason,
      String detail,
      Instant now) {
    return DeploymentFinished.newBuilder()
        .setId(outcomeId(image.getDeployment()))
        .setDeployment(image.getDeployment())
        .setOutcome(outcome)
        .setStage(STAGE)
        .setReason(reason)
        .setDetail(detail.isBlank() ? null : clean(detail))
        .setImage(image.getImage())
        .setFleet(candidate.map(ProvisionerEvents::fleet).orElse(null))
        .setFinishedAt(now)
        .build();
  }

  /** The image for the next environment, when the promotion chains and there is one. */
  static Optional<ImageReady> following(ImageReady image, DeploymentFinished outcome) {
    Deployment deployment = image.getDeployment();
    List<EnvironmentPlan> following = image.getFollowing();
    if (following.isEmpty() || !CHAINING.contains(deployment.getCause())) {
      return Optional.empty();
    }
    EnvironmentPlan next = following.getFirst();
    Deployment nextDeployment =
        Deployment.newBuilder(deployment)
            .setId(
                Ids.deployment(
                    deployment.getService(),
                    next.getEnvironment(),
                    deployment.getCommit().getId(),
                    outcome.getId()))
            .setEnvironment(next.getEnvironment())
            .setCause(Cause.PROMOTION)
            .setCauseId(outcome.getId())
            .setStartedAt(outcome.getFinishedAt())
            .build();
    return Optional.of(
        ImageReady.newBuilder(image)
            .setId(Ids.event("ImageReady", nextDeployment.getId()))
            .setDeployment(nextDeployment)
            .setReused(true)
            .setPlan(next)
            .setFollowing(following.subList(1, following.size()))
            .setReadyAt(outcome.getFinishedAt())
            .build());
  }

  static Fleet fleet(FleetState state) {
    return new Fleet(state.name(), state.deploymentId(), state.imageId(), state.desired());
  }

  /** The tail, without control characters that could play tricks on a terminal. */
  private static String clean(String detail) {
    String clean = detail.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "");
    return clean.substring(Math.max(0, clean.length() - LONGEST_DETAIL));
  }
}
