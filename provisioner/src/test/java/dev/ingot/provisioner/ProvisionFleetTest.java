package dev.ingot.provisioner;

import static dev.ingot.provisioner.Fixtures.CANDIDATE;
import static dev.ingot.provisioner.Fixtures.KEEP;
import static dev.ingot.provisioner.Fixtures.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.memory.Call;
import dev.ingot.cloud.memory.FleetScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Ids;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.stage.LeaseLostException;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProvisionFleetTest {
  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final ManualStage<ImageReady> stage = Fixtures.stage(cloud, clock);

  private static ImageReady.Builder image() {
    return Events.imageReady();
  }

  private FleetState fleet(String name) {
    return cloud.fleets().find(name).orElseThrow();
  }

  private void provision(ImageReady image) throws Exception {
    stage.deliver(image);
    for (int i = 0; i < 5 && stage.announced(Topics.FLEETS).isEmpty(); i++) {
      stage.look();
    }
  }

  private void end(DeploymentOutcome outcome) throws Exception {
    if (outcome == DeploymentOutcome.PROMOTED) {
      Fixtures.routeTo(cloud, CANDIDATE);
    }
    stage.say(Topics.OUTCOMES, Events.deploymentFinished(Events.deployment(), outcome).build());
    stage.look();
  }

  @Test
  void putsAFleetBesideTheLiveOneAsLargeAsThatAndPinsIt() throws Exception {
    Fixtures.live(cloud, 4);

    provision(image().build());

    FleetProvisioned provisioned = stage.only(Topics.FLEETS);
    assertThat(provisioned.getCandidate().getName()).isEqualTo(CANDIDATE);
    assertThat(provisioned.getCandidate().getSize()).isEqualTo(4);
    assertThat(provisioned.getLive().getName()).isEqualTo(LIVE);
    assertThat(fleet(LIVE).pinned()).isTrue();
    assertThat(stage.isDone()).isFalse();
  }

  @Test
  void hasTheImageInHandUntilTheOutcome() throws Exception {
    provision(image().build());

    stage.look();
    stage.look();

    assertThat(stage.isDone()).isFalse();
    assertThat(stage.announced()).hasSize(1);
    assertThat(stage.only(Topics.FLEETS).getLive()).isNull();
  }

  @Test
  void asksTheCloudNothingWhileTheShifterHasTheRollout() throws Exception {
    provision(image().build());
    stage.say(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());
    cloud.failAlways(Call.CURRENT, new CloudException.Denied("no", null));
    clock.advance(Duration.ofDays(1));

    stage.look();

    assertThat(stage.announced(Topics.OUTCOMES)).isEmpty();
    assertThat(stage.isDone()).isFalse();
  }

  @Test
  void tidiesUpLaterWhenTheCloudIsBusy() throws Exception {
    provision(image().build());
    cloud.failAlways(Call.CURRENT, new CloudException.Throttled("slow down", null));
    end(DeploymentOutcome.ROLLED_BACK);
    assertThat(stage.isDone()).isFalse();

    cloud.heal();
    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertThat(fleet(CANDIDATE).retireAfter()).isPresent();
  }

  @Test
  void doesNotEndADeploymentWhoseCandidateHasTraffic() throws Exception {
    provision(image().build());
    Fixtures.routeTo(cloud, CANDIDATE);

    assertThatThrownBy(() -> stage.abandon("a test gives up"))
        .hasMessageContaining("the traffic-shifter");
    assertThat(stage.announced(Topics.OUTCOMES)).isEmpty();
    assertThat(fleet(CANDIDATE).retireAfter()).isEmpty();
  }

  @Test
  void hasTheImageFollowAlsoWhenGivenUpAfterThePromotion() throws Exception {
    Fixtures.live(cloud, 2);
    provision(image().setFollowing(List.of(Events.plan("europe").build())).build());
    Fixtures.routeTo(cloud, CANDIDATE);
    stage.say(
        Topics.OUTCOMES,
        Events.deploymentFinished(Events.deployment(), DeploymentOutcome.PROMOTED).build());

    stage.abandon("a test gives up");

    assertThat(stage.only(Topics.IMAGES).getDeployment().getEnvironment()).isEqualTo("europe");
    assertThat(stage.announced(Topics.OUTCOMES)).isEmpty();
    assertThat(fleet(LIVE).pinned()).isFalse();
    assertThat(fleet(LIVE).retireAfter()).hasValue(clock.instant().plus(KEEP));
  }

  @Test
  void letsTheFormerLiveFleetStandByAfterAPromotionAndRetiresOlderOnesNow() throws Exception {
    Fixtures.live(cloud, 2);
    cloud.fleets().ensure(Fixtures.spec("ig-shop-ancient-1", 0, 2));
    provision(image().build());

    end(DeploymentOutcome.PROMOTED);

    assertThat(stage.isDone()).isTrue();
    assertThat(fleet(LIVE).pinned()).isFalse();
    assertThat(fleet(LIVE).retireAfter()).hasValue(clock.instant().plus(KEEP));
    assertThat(fleet("ig-shop-ancient-1").retireAfter()).hasValue(clock.instant());
    assertThat(fleet(CANDIDATE).retireAfter()).isEmpty();
  }

  @Test
  void retiresALosingCandidateAtOnce() throws Exception {
    Fixtures.live(cloud, 2);
    provision(image().build());

    end(DeploymentOutcome.ROLLED_BACK);

    assertThat(stage.isDone()).isTrue();
    assertThat(fleet(CANDIDATE).retireAfter()).hasValue(clock.instant());
    assertThat(fleet(LIVE).pinned()).isFalse();
    assertThat(fleet(LIVE).retireAfter()).isEmpty();
  }

  @Test
  void neverTagsACandidateThatHasTraffic() throws Exception {
    provision(image().build());
    Fixtures.routeTo(cloud, CANDIDATE);

    end(DeploymentOutcome.FAILED);

    assertThat(fleet(CANDIDATE).retireAfter()).isEmpty();
  }

  @Test
  void hasTheSameImageFollowInTheNextEnvironment() throws Exception {
    ImageReady first =
        image()
            .setFollowing(List.of(Events.plan("europe").build(), Events.plan("america").build()))
            .build();
    provision(first);

    end(DeploymentOutcome.PROMOTED);

    ImageReady next = stage.only(Topics.IMAGES);
    Deployment deployment = next.getDeployment();
    String outcomeId = Ids.event("DeploymentFinished", Events.deployment().getId());
    assertThat(deployment.getEnvironment()).isEqualTo("europe");
    assertThat(deployment.getCause()).isEqualTo(Cause.PROMOTION);
    assertThat(deployment.getCauseId()).isEqualTo(outcomeId);
    assertThat(deployment.getId())
        .isEqualTo(Ids.deployment("shop", "europe", Events.COMMIT_ID, outcomeId));
    assertThat(deployment.getGeneration()).isEqualTo(Events.deployment().getGeneration());
    assertThat(next.getImage()).isEqualTo(first.getImage());
    assertThat(next.getFollowing()).containsExactly(Events.plan("america").build());
  }

  @Test
  void chainsNowhereAfterARollbackByAnOperator() throws Exception {
    Deployment rollback = Events.deployment("production").setCause(Cause.ROLLBACK).build();
    stage.say(Topics.COMMANDS, Fixtures.commandFor(rollback));
    provision(
        Events.imageReady(rollback).setFollowing(List.of(Events.plan("europe").build())).build());

    end(DeploymentOutcome.PROMOTED);

    assertThat(stage.announced(Topics.IMAGES)).isEmpty();
  }

  @Test
  void failsInTheServicesOwnWordsWhenItNeverGetsHealthy() throws Exception {
    Fixtures.live(cloud, 2);
    cloud.everyFleet(FleetScript.neverHealthy("port 8080 is \u001b[31mclosed"));
    stage.deliver(image().build()).lookUntilDone(300);

    DeploymentFinished outcome = stage.only(Topics.OUTCOMES);
    assertThat(outcome.getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(outcome.getStage()).isEqualTo("provisioner");
    assertThat(outcome.getDetail()).isEqualTo("port 8080 is [31mclosed");
    assertThat(fleet(CANDIDATE).retireAfter()).isPresent();
    assertThat(fleet(LIVE).pinned()).isFalse();
  }

  @Test
  void refusesAnOlderGenerationAndMakesNothing() throws Exception {
    cloud.fleets().ensure(Fixtures.spec(LIVE, Events.deployment().getGeneration() + 1, 2));
    Fixtures.routeTo(cloud, LIVE);

    stage.deliver(image().build()).look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertThat(cloud.fleets().find(CANDIDATE)).isEmpty();
  }

  @Test
  void failsBeforeAnythingIsMadeWhereThereIsNoRoom() throws Exception {
    Fixtures.live(cloud, 2);
    List<String> before = cloud.changes();
    OptionalInt none = OptionalInt.empty();
    ManualStage<ImageReady> full =
        Fixtures.stage(cloud, clock, new Quotas(none, OptionalInt.of(1), OptionalInt.of(1), none));

    full.deliver(image().build()).look();

    DeploymentFinished ended = full.only(Topics.OUTCOMES);
    assertThat(ended.getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(ended.getReason())
        .contains("quotas.groups allows 1, of which 1 is taken, and 1 more is needed")
        .contains("quotas.targetGroups allows 1");
    assertThat(cloud.changes()).isEqualTo(before);
    assertThat(cloud.fleets().find(CANDIDATE)).isEmpty();
  }

  @Test
  void standsAsideBeforeAnythingWasMade() throws Exception {
    stage.deliver(image().build()).newerWaiting(true).look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertThat(cloud.leftovers()).isEmpty();
  }

  @Test
  void abortsOnCommand() throws Exception {
    cloud.everyFleet(FleetScript.healthyAfterLooks(50));
    stage.deliver(image().build()).look();
    stage.say(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());

    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
    assertThat(fleet(CANDIDATE).retireAfter()).isPresent();
  }

  @Test
  void makesNothingWithoutTheLease() {
    stage.deliver(image().build()).lease(false);

    assertThatThrownBy(stage::look).isInstanceOf(LeaseLostException.class);
    assertThat(cloud.leftovers()).isEmpty();
  }

  @Test
  void failsClearlyForAnEnvironmentThatItDoesNotKnow() throws Exception {
    Deployment elsewhere = Events.deployment("moon").build();

    stage.deliver(Events.imageReady(elsewhere).build()).look();

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("no environment 'moon'");
  }

  @Test
  void makesWhatIsMissingOfAHalfMadeFleet() throws Exception {
    ImageReady image = image().build();
    cloud.leaveTargetGroupOnly(ProvisionerEvents.spec(image, CANDIDATE, 2));

    provision(image);

    assertThat(fleet(CANDIDATE).complete()).isTrue();
    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }
}
