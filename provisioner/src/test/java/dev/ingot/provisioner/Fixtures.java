package dev.ingot.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetNames;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.Hook;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The world of the provisioner's tests. */
final class Fixtures {
  static final Duration KEEP = Duration.ofHours(1);
  static final String LIVE = "ig-shop-before-1";
  static final String CANDIDATE = fleetOf(Events.deployment());

  private Fixtures() {}

  static ProvisionerConfig config() {
    return new ProvisionerConfig(
        Path.of("environments.yaml"),
        Duration.ofSeconds(5),
        5,
        Duration.ofHours(12),
        Duration.ofHours(72),
        Duration.ofSeconds(15));
  }

  static String fleetOf(Deployment deployment) {
    return FleetNames.of(deployment.getService(), deployment.getId());
  }

  static ManualStage<ImageReady> stage(Cloud cloud, SettableClock clock) {
    return stage(cloud, clock, Quotas.UNKNOWN);
  }

  static ManualStage<ImageReady> stage(Cloud cloud, SettableClock clock, Quotas quotas) {
    return stage(cloud, clock, quotas, () -> false);
  }

  static ManualStage<ImageReady> stage(
      Cloud cloud, SettableClock clock, Quotas quotas, BooleanSupplier frozen) {
    CloudsByEnvironment clouds =
        new CloudsByEnvironment(List.of(Events.ENVIRONMENT), name -> cloud);
    return ManualStage.of(
        () ->
            new ProvisionFleet(
                clouds,
                name -> KEEP,
                name -> quotas,
                (service, environment) -> frozen.getAsBoolean(),
                config()),
        clock);
  }

  static Hook hook(String command, Duration within) {
    return Hook.newBuilder().setCommand(command).setWithin(within.toMillis()).build();
  }

  /** The same image, for an operator's rollback. */
  static ImageReady asRollback(ImageReady image) {
    return ImageReady.newBuilder(image)
        .setDeployment(
            Deployment.newBuilder(image.getDeployment()).setCause(Cause.ROLLBACK).build())
        .build();
  }

  /** The command that an operator's deployment was made for; anything may be live for it. */
  static OperatorCommand commandFor(Deployment deployment) {
    CommandKind kind =
        deployment.getCause() == Cause.ROLLBACK ? CommandKind.ROLLBACK : CommandKind.REDEPLOY;
    return Events.operatorCommand(deployment, kind).build();
  }

  /** As an operator asks for it: the image, and the command that it was made for. */
  static void rollback(ManualStage<ImageReady> stage, ImageReady image) {
    ImageReady back = asRollback(image);
    stage.deliver(back).say(Topics.COMMANDS, commandFor(back.getDeployment()));
  }

  static void assertFailed(ManualStage<ImageReady> stage, String reason, String log) {
    DeploymentFinished end = stage.only(Topics.OUTCOMES);
    assertThat(end.getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(end.getReason()).isEqualTo(reason);
    assertThat(end.getDetail()).contains(log);
  }

  /** What was changed in the cloud, of the kind that the words begin with. */
  static List<String> changes(InMemoryCloud cloud, String kind) {
    return cloud.changes().stream().filter(change -> change.startsWith(kind)).toList();
  }

  /** A fleet of an earlier generation, with all the traffic. */
  static void live(InMemoryCloud cloud, int size) {
    cloud.fleets().ensure(spec(LIVE, 1, size));
    routeTo(cloud, LIVE);
  }

  static void routeTo(Cloud cloud, String fleet) {
    cloud
        .traffic()
        .shift(
            new Route(
                Events.SERVICE,
                Map.of(fleet, 100),
                Optional.of(fleet),
                Optional.empty(),
                Optional.empty()));
  }

  static FleetSpec spec(String name, long generation, int size) {
    return new FleetSpec(
        name,
        Events.SERVICE,
        "deployment-of-" + name,
        generation,
        "ami-before",
        1,
        size,
        6,
        "t3.small",
        "/healthz",
        8080,
        Map.of(),
        Map.of());
  }
}
