package dev.ingot.provisioner;

import static dev.ingot.provisioner.Fixtures.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.memory.FleetScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator goes back from what is live to what was live before, which stands by. */
class RollbackTest {
  private static final String BEFORE = "ig-shop-before-0";
  private static final Deployment ROLLBACK =
      Events.deployment("production").setCause(Cause.ROLLBACK).build();

  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final ManualStage<ImageReady> stage = Fixtures.stage(cloud, clock);

  @BeforeEach
  void promoteTwoVersions() {
    cloud.fleets().ensure(Fixtures.spec(BEFORE, 0, 2));
    Fixtures.live(cloud, 3);
    cloud.fleets().retireAfter(BEFORE, Optional.of(clock.instant().plus(Fixtures.KEEP)));
  }

  private static ImageReady image() {
    return Events.imageReady(ROLLBACK).build();
  }

  private FleetState fleet(String name) {
    return cloud.fleets().find(name).orElseThrow();
  }

  private void begin(String from, String to) {
    stage.deliver(image());
    stage.say(
        Topics.COMMANDS,
        Events.operatorCommand(ROLLBACK, CommandKind.ROLLBACK).setFrom(from).setTo(to).build());
  }

  private void look(int times) throws Exception {
    for (int i = 0; i < times && !stage.isDone(); i++) {
      stage.look();
    }
  }

  private DeploymentFinished ended() {
    return stage.only(Topics.OUTCOMES);
  }

  @Test
  void goesThroughTheFleetThatStandsByAndMakesItAsLargeAsTheLiveOne() throws Exception {
    begin("deployment-of-" + LIVE, "deployment-of-" + BEFORE);
    look(3);

    FleetProvisioned provisioned = stage.only(Topics.FLEETS);
    assertThat(provisioned.getCandidate().getName()).isEqualTo(BEFORE);
    assertThat(provisioned.getCandidate().getDeploymentId()).isEqualTo(ROLLBACK.getId());
    assertThat(provisioned.getCandidate().getSize()).isEqualTo(3);
    assertThat(provisioned.getLive().getName()).isEqualTo(LIVE);
    assertThat(fleet(BEFORE).generation()).isEqualTo(ROLLBACK.getGeneration());
    assertThat(fleet(BEFORE).retireAfter()).isEmpty();
    assertThat(fleet(LIVE).pinned()).isTrue();
    assertThat(cloud.fleets().fleets(Events.SERVICE)).hasSize(2);
  }

  @Test
  void makesNothingBeforeItsCommandIsRead() throws Exception {
    List<String> before = cloud.changes();
    stage.deliver(image());
    look(2);
    assertThat(cloud.changes()).isEqualTo(before);

    stage.say(
        Topics.COMMANDS,
        Events.operatorCommand(ROLLBACK, CommandKind.ROLLBACK)
            .setFrom("deployment-of-" + LIVE)
            .setTo("deployment-of-" + BEFORE)
            .build());
    look(3);

    assertThat(stage.only(Topics.FLEETS).getCandidate().getName()).isEqualTo(BEFORE);
  }

  @Test
  void isRefusedWhenItsCommandIsNowhere() throws Exception {
    List<String> before = cloud.changes();
    stage.deliver(image());
    look(1);
    clock.advance(Duration.ofMinutes(3));
    look(1);

    assertThat(ended().getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(ended().getReason()).contains("by which command it was asked for");
    assertThat(cloud.changes()).isEqualTo(before);
  }

  @Test
  void leavesTheFleetThatItWentBackFromToStandBy() throws Exception {
    begin("deployment-of-" + LIVE, "deployment-of-" + BEFORE);
    look(3);
    Fixtures.routeTo(cloud, BEFORE);
    stage.say(
        Topics.OUTCOMES, Events.deploymentFinished(ROLLBACK, DeploymentOutcome.PROMOTED).build());
    look(1);

    assertThat(stage.isDone()).isTrue();
    assertThat(stage.announced(Topics.IMAGES)).isEmpty();
    assertThat(fleet(LIVE).retireAfter()).hasValue(clock.instant().plus(Fixtures.KEEP));
    assertThat(fleet(LIVE).pinned()).isFalse();
    assertThat(fleet(BEFORE).retireAfter()).isEmpty();
  }

  @Test
  void aFleetThatStoodByForHoursHasItsTimeToBecomeHealthy() throws Exception {
    cloud.fleet(BEFORE, FleetScript.neverHealthy("it was throttled"));
    clock.advance(Duration.ofMinutes(30));
    stage.deliver(Events.imageReady(ROLLBACK).setReadyAt(clock.instant()).build());
    stage.say(
        Topics.COMMANDS,
        Events.operatorCommand(ROLLBACK, CommandKind.ROLLBACK)
            .setTo("deployment-of-" + BEFORE)
            .build());
    look(4);
    assertThat(stage.announced()).isEmpty();

    clock.advance(Duration.ofMinutes(11));
    look(1);

    assertThat(ended().getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(fleet(BEFORE).retireAfter()).hasValue(clock.instant());
  }

  @Test
  void takesTheRestOfAFleetThatIsItsOwnAndStillStandsBy() throws Exception {
    begin("deployment-of-" + LIVE, "deployment-of-" + BEFORE);
    look(1);
    cloud.resize(BEFORE, 2);
    cloud.fleets().retireAfter(BEFORE, Optional.of(clock.instant().plus(Fixtures.KEEP)));
    look(1);
    assertThat(stage.announced()).isEmpty();
    look(2);

    assertThat(stage.only(Topics.FLEETS).getCandidate().getName()).isEqualTo(BEFORE);
    assertThat(stage.only(Topics.FLEETS).getCandidate().getSize()).isEqualTo(3);
    assertThat(fleet(BEFORE).retireAfter()).isEmpty();
  }

  @Test
  void takesNoFleetAgainThatWasGivenUp() throws Exception {
    begin("deployment-of-" + LIVE, "deployment-of-" + BEFORE);
    look(1);
    cloud.fleets().retireAfter(BEFORE, Optional.of(clock.instant()));
    look(1);

    assertThat(ended().getReason()).isEqualTo("the fleet was given up before a restart");
  }

  @Test
  void oneThatHadToWaitHasItsTimeFromWhenItTookTheFleet() throws Exception {
    begin("deployment-of-" + LIVE, "deployment-of-" + BEFORE);
    clock.advance(Duration.ofMinutes(11));
    cloud.fleet(BEFORE, FleetScript.healthyAfter(Duration.ofMinutes(3)));
    look(3);
    assertThat(stage.announced()).isEmpty();

    clock.advance(Duration.ofMinutes(3));
    look(1);

    assertThat(stage.only(Topics.FLEETS).getCandidate().getName()).isEqualTo(BEFORE);
  }

  @Test
  void makesAFleetWhereNoneStandsByAnyMore() throws Exception {
    cloud.fleets().retireAfter(BEFORE, Optional.of(clock.instant()));
    begin("deployment-of-" + LIVE, "deployment-of-" + BEFORE);
    look(3);

    assertThat(stage.only(Topics.FLEETS).getCandidate().getName())
        .isEqualTo(Fixtures.fleetOf(ROLLBACK));
    assertThat(fleet(BEFORE).retireAfter()).isPresent();
  }

  @Test
  void isRefusedWhenSomethingElseIsLive() throws Exception {
    begin("deployment-of-another", "deployment-of-" + BEFORE);
    look(1);

    assertThat(ended().getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(ended().getReason())
        .isEqualTo(
            "deployment-of-%s is live, and not deployment-of-another as when operator asked for it; look, and ask again"
                .formatted(LIVE));
    assertThat(fleet(BEFORE).retireAfter()).hasValue(clock.instant().plus(Fixtures.KEEP));
    assertThat(fleet(LIVE).retireAfter()).isEmpty();
  }

  @Test
  void isNotHeldUpByWhatWaitsBehindIt() throws Exception {
    begin("deployment-of-" + LIVE, "deployment-of-" + BEFORE);
    stage.newerWaiting(true);
    look(3);

    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }

  @Test
  void aRedeployIsRefusedWhenItsDeploymentIsNotLiveAnyMore() throws Exception {
    Deployment again = Events.deployment("production").setCause(Cause.REDEPLOY).build();
    stage.deliver(Events.imageReady(again).build());
    stage.say(
        Topics.COMMANDS,
        Events.operatorCommand(again, CommandKind.REDEPLOY)
            .setTo("deployment-of-" + BEFORE)
            .build());
    look(1);

    assertThat(ended().getReason()).contains("is live, and not deployment-of-" + BEFORE);
  }
}
