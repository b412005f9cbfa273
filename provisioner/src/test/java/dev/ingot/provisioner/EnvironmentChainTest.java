package dev.ingot.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A service that runs, and whose file then names other environments than before. */
class EnvironmentChainTest {
  private static final List<String> ALL = List.of("staging", "canary", "production");

  private final SettableClock clock = SettableClock.atStart();
  private final Map<String, InMemoryCloud> clouds = new LinkedHashMap<>();
  private int commits;

  EnvironmentChainTest() {
    ALL.forEach(name -> clouds.put(name, new InMemoryCloud(clock)));
  }

  @Test
  void anEnvironmentAddedInTheMiddleGetsTheImageBetweenTheOthers() throws Exception {
    rollOut("staging", "production");
    String before = live("production").deploymentId();

    List<ImageReady> images = rollOut("staging", "canary", "production");

    assertThat(images)
        .extracting(image -> image.getDeployment().getEnvironment())
        .containsExactly("staging", "canary", "production");
    assertThat(images)
        .extracting(image -> image.getImage().getId())
        .containsOnly(images.getFirst().getImage().getId());
    assertThat(images)
        .extracting(image -> image.getDeployment().getGeneration())
        .containsOnly(images.getFirst().getDeployment().getGeneration());
    // The first one there has nobody to stand beside; the others' former fleets stand by.
    assertThat(cloud("canary").fleets().fleets(Events.SERVICE)).hasSize(1);
    assertThat(cloud("production").fleets().fleets(Events.SERVICE))
        .extracting(FleetState::deploymentId)
        .containsExactlyInAnyOrder(before, live("production").deploymentId());
  }

  @Test
  void anEnvironmentThatIsRemovedIsSkippedAndWhatRunsThereIsLeftAlone() throws Exception {
    rollOut("staging", "canary", "production");
    FleetState canary = live("canary");
    List<String> changes = cloud("canary").changes();
    clock.advance(Duration.ofDays(2));

    List<ImageReady> images = rollOut("staging", "production");

    assertThat(images)
        .extracting(image -> image.getDeployment().getEnvironment())
        .containsExactly("staging", "production");
    assertThat(cloud("canary").changes()).isEqualTo(changes);
    assertThat(live("canary").deploymentId()).isEqualTo(canary.deploymentId());
    assertThat(live("canary").retireAfter()).isEmpty();
  }

  @Test
  void aRollbackBeforeItKeepsTheImageFromTheNewEnvironment() throws Exception {
    rollOut("staging", "production");
    String before = live("production").deploymentId();

    List<ImageReady> images =
        rollOut(DeploymentOutcome.ROLLED_BACK, "staging", "canary", "production");

    assertThat(images).hasSize(1);
    assertThat(cloud("canary").changes()).isEmpty();
    assertThat(live("production").deploymentId()).isEqualTo(before);
  }

  private InMemoryCloud cloud(String environment) {
    return Objects.requireNonNull(clouds.get(environment), environment);
  }

  private FleetState live(String environment) {
    InMemoryCloud cloud = cloud(environment);
    Route route = cloud.traffic().current(Events.SERVICE).orElseThrow();
    return cloud.fleets().find(route.live().orElseThrow()).orElseThrow();
  }

  private List<ImageReady> rollOut(String... environments) throws Exception {
    return rollOut(DeploymentOutcome.PROMOTED, environments);
  }

  /** A new commit, by the file's environments, each of which ends like this; the images it made. */
  private List<ImageReady> rollOut(DeploymentOutcome end, String... environments) throws Exception {
    List<EnvironmentPlan> plans =
        List.of(environments).stream().map(name -> Events.plan(name).build()).toList();
    String commit = "%040x".formatted(++commits);
    Deployment later = Events.laterDeployment(commit);
    Deployment first =
        Deployment.newBuilder(Events.deployment(environments[0]).build())
            .setId(later.getId().replace(Events.ENVIRONMENT, environments[0]))
            .setCommit(later.getCommit())
            .setGeneration(later.getGeneration() + commits)
            .build();
    List<ImageReady> images = new ArrayList<>();
    Optional<ImageReady> next =
        Optional.of(
            Events.imageReady(first)
                .setPlan(plans.getFirst())
                .setFollowing(plans.subList(1, plans.size()))
                .build());
    while (next.isPresent()) {
      images.add(next.get());
      next = provision(next.get(), end);
    }
    return images;
  }

  private Optional<ImageReady> provision(ImageReady image, DeploymentOutcome end) throws Exception {
    Deployment deployment = image.getDeployment();
    ManualStage<ImageReady> stage =
        ManualStage.of(
            () ->
                new ProvisionFleet(
                    new CloudsByEnvironment(ALL, name -> cloud(name).reopened()),
                    name -> Fixtures.KEEP,
                    name -> Quotas.UNKNOWN,
                    (service, environment) -> false,
                    Fixtures.config()),
            clock);
    stage.deliver(image);
    for (int i = 0; i < 5 && stage.announced(Topics.FLEETS).isEmpty(); i++) {
      stage.look();
    }
    if (end == DeploymentOutcome.PROMOTED) {
      Fixtures.routeTo(cloud(deployment.getEnvironment()), Fixtures.fleetOf(deployment));
    }
    stage.say(Topics.OUTCOMES, Events.deploymentFinished(deployment, end).build());
    stage.look();
    assertThat(stage.isDone()).isTrue();
    return stage.announced(Topics.IMAGES).stream().findFirst();
  }
}
