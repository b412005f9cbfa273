package dev.ingot.provisioner;

import static dev.ingot.provisioner.Fixtures.CANDIDATE;
import static dev.ingot.provisioner.Fixtures.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetNames;
import dev.ingot.cloud.memory.FleetScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Baseline;
import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The third fleet, from its making to its end. */
class BaselineTest {
  static final String BASELINE = FleetNames.ofBaseline(Events.SERVICE, Events.deployment().getId());

  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private ManualStage<ImageReady> stage = Fixtures.stage(cloud, clock);

  static ImageReady image() {
    return image(Events.deployment());
  }

  private static ImageReady image(Deployment deployment) {
    EnvironmentPlan plan = Events.plan(Events.ENVIRONMENT).build();
    return Events.imageReady()
        .setDeployment(deployment)
        .setPlan(
            EnvironmentPlan.newBuilder(plan)
                .setVerify(
                    VerifyPlan.newBuilder(plan.getVerify()).setBaseline(Baseline.FRESH).build())
                .build())
        .build();
  }

  private void provision(ImageReady image) throws Exception {
    stage.deliver(image);
    for (int i = 0; i < 8 && stage.announced(Topics.FLEETS).isEmpty(); i++) {
      stage.look();
    }
  }

  private FleetState fleet(String name) {
    return cloud.fleets().find(name).orElseThrow();
  }

  @Test
  void runsWhatIsLiveBesideTheCandidateAndIsAnnouncedWithIt() throws Exception {
    Fixtures.live(cloud, 4);

    provision(image());

    FleetProvisioned provisioned = stage.only(Topics.FLEETS);
    assertThat(provisioned.getCandidate().getSize()).isEqualTo(4);
    assertThat(provisioned.getBaseline().getName()).isEqualTo(BASELINE);
    assertThat(provisioned.getBaseline().getSize()).isEqualTo(2);
    assertThat(provisioned.getBaseline().getImageId()).isEqualTo("ami-before");
    assertThat(provisioned.getBaseline().getDeploymentId())
        .isEqualTo(provisioned.getDeployment().getId());
    FleetState baseline = fleet(BASELINE);
    assertThat(baseline.twinOf()).contains(LIVE);
    assertThat(baseline.min()).isEqualTo(2);
    assertThat(baseline.max()).isEqualTo(2);
    FleetSpec live = cloud.spec(LIVE).orElseThrow();
    assertThat(cloud.spec(BASELINE).orElseThrow().settings()).isEqualTo(live.settings());
  }

  @Test
  void isMadeRightAfterTheCandidateAndWaitedForLikeIt() throws Exception {
    Fixtures.live(cloud, 2);
    cloud.fleet(BASELINE, FleetScript.healthyAfter(Duration.ofMinutes(1)));
    stage.deliver(image());
    stage.look();
    stage.look();

    assertThat(cloud.changes()).endsWith("make fleet " + CANDIDATE, "make fleet " + BASELINE);
    stage.look();
    assertThat(stage.announced(Topics.FLEETS)).isEmpty();
    clock.advance(Duration.ofMinutes(2));
    stage.look();
    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }

  @Test
  void oneThatDoesNotStartIsNoFaultOfTheCandidateAndSaysSo() throws Exception {
    Fixtures.live(cloud, 2);
    cloud.fleet(BASELINE, FleetScript.neverHealthy("the licence has run out"));
    provision(image());
    clock.advance(Duration.ofMinutes(11));
    stage.look();

    DeploymentFinished outcome = stage.only(Topics.OUTCOMES);
    assertThat(outcome.getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(outcome.getReason())
        .isEqualTo(
            "0 of 2 instances of the fresh baseline are healthy after 10m: it runs what is live;"
                + " verify.baseline: live does without it");
    assertThat(outcome.getDetail()).contains("the licence has run out");
    assertGone();
  }

  @Test
  void thereIsNoneForTheFirstNorOnTheWayBack() throws Exception {
    provision(image());
    assertThat(stage.only(Topics.FLEETS).getBaseline()).isNull();

    stage = Fixtures.stage(new InMemoryCloud(clock), clock);
    InMemoryCloud other = new InMemoryCloud(clock);
    Fixtures.live(other, 2);
    stage = Fixtures.stage(other, clock);
    Deployment back = Deployment.newBuilder(Events.deployment()).setCause(Cause.ROLLBACK).build();
    stage.say(Topics.COMMANDS, Fixtures.commandFor(back));
    provision(image(back));
    assertThat(stage.only(Topics.FLEETS).getBaseline()).isNull();
    assertThat(stage.only(Topics.FLEETS).getLive()).isNotNull();
    assertThat(other.fleets().find(BASELINE)).isEmpty();
  }

  @Test
  void isCountedBeforeAnythingIsMade() throws Exception {
    Fixtures.live(cloud, 4);
    OptionalInt none = OptionalInt.empty();
    stage = Fixtures.stage(cloud, clock, new Quotas(OptionalInt.of(9), none, none, none));

    stage.deliver(image()).look();

    assertThat(stage.only(Topics.OUTCOMES).getReason())
        .startsWith("there is no room for a fleet of 4 and a fresh baseline of 2 in")
        .contains("quotas.instances allows 9, of which 4 are taken, and 6 more are needed");
    assertThat(cloud.fleets().find(CANDIDATE)).isEmpty();
    assertThat(cloud.fleets().find(BASELINE)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = DeploymentOutcome.class,
      names = {"PROMOTED", "ROLLED_BACK", "SUPERSEDED", "ABORTED", "FAILED"})
  void goesAtOnceWhateverTheOutcome(DeploymentOutcome outcome) throws Exception {
    Fixtures.live(cloud, 2);
    provision(image());
    if (outcome == DeploymentOutcome.PROMOTED) {
      Fixtures.routeTo(cloud, CANDIDATE);
    }
    stage.say(Topics.OUTCOMES, Events.deploymentFinished(Events.deployment(), outcome).build());
    stage.look();

    assertThat(stage.isDone()).isTrue();
    assertGone();
  }

  @Test
  void goesWithAPromotionThatAnotherHasOvertaken() throws Exception {
    Fixtures.live(cloud, 2);
    provision(image());
    stage.say(
        Topics.OUTCOMES,
        Events.deploymentFinished(Events.deployment(), DeploymentOutcome.PROMOTED).build());
    stage.look();

    assertGone();
  }

  @Test
  void goesWhenItIsAbortedBeforeItIsWell() throws Exception {
    Fixtures.live(cloud, 2);
    cloud.everyFleet(FleetScript.healthyAfter(Duration.ofMinutes(5)));
    provision(image());
    stage.say(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());
    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
    assertGone();
  }

  @Test
  void neverAnnouncesOneThatWasGivenUp() throws Exception {
    Fixtures.live(cloud, 2);
    cloud.fleet(BASELINE, FleetScript.healthyAfter(Duration.ofMinutes(1)));
    provision(image());
    cloud.fleets().retireAfter(BASELINE, Optional.of(clock.instant()));
    clock.advance(Duration.ofMinutes(2));
    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getReason())
        .isEqualTo("the fresh baseline was given up before a restart");
  }

  private void assertGone() {
    assertThat(fleet(BASELINE).retireAfter()).contains(clock.instant());
  }
}
