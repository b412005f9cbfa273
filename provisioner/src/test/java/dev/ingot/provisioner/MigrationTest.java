package dev.ingot.provisioner;

import static dev.ingot.provisioner.Fixtures.CANDIDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.cloud.memory.MigrationScript;
import dev.ingot.events.CommandKind;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.ImageReady;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** hooks.migrate: once, from the new image, before there is a fleet. */
class MigrationTest {
  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final ManualStage<ImageReady> stage = Fixtures.stage(cloud, clock);

  static ImageReady image(Duration within) {
    return Events.imageReady()
        .setPlan(
            Events.plan(Events.ENVIRONMENT).setMigrate(Fixtures.hook("./migrate", within)).build())
        .build();
  }

  @Test
  void runsBeforeThereIsAnInstanceOfTheFleet() throws Exception {
    cloud.everyMigration(MigrationScript.succeedsAfterLooks(2));
    stage.deliver(image(Duration.ofMinutes(5)));

    stage.look();
    assertThat(candidate().complete()).isFalse();
    assertThat(candidate().instances()).isEmpty();
    stage.look();
    assertThat(candidate().complete()).isFalse();
    stage.look();
    stage.look();

    assertThat(candidate().complete()).isTrue();
    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
    assertThat(migrations()).containsExactly("migrate " + CANDIDATE + " by ./migrate");
  }

  @Test
  void aFailureEndsTheDeploymentWithItsLogAndNothingIsMade() throws Exception {
    Fixtures.live(cloud, 2);
    cloud.everyMigration(
        MigrationScript.failsAfterLooks(
            1, "it ended with exit code 3", "column \"price\" exists already"));
    stage.deliver(image(Duration.ofMinutes(5)));

    stage.lookUntilDone(5);

    Fixtures.assertFailed(
        stage, "hooks.migrate: it ended with exit code 3", "column \"price\" exists already");
    assertThat(candidate().complete()).isFalse();
    assertThat(candidate().retireAfter()).isPresent();
  }

  @Test
  void anAbortEndsIt() throws Exception {
    cloud.everyMigration(MigrationScript.succeedsAfterLooks(99));
    stage.deliver(image(Duration.ofMinutes(5)));
    stage.look();
    stage.say(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());

    stage.lookUntilDone(2);

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
    assertThat(candidate().retireAfter()).isPresent();
  }

  @Test
  void aRollbackRunsNone() throws Exception {
    ImageReady image = image(Duration.ofMinutes(5));
    Fixtures.rollback(stage, image);

    stage.look();
    stage.look();

    assertThat(migrations()).isEmpty();
    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }

  @Test
  void whatCannotFitInIsRefusedBeforeAnythingIsMade() throws Exception {
    stage.deliver(image(Duration.ofHours(12)));

    stage.lookUntilDone(1);

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("migration, startWithin");
    assertThat(cloud.leftovers()).isEmpty();
  }

  @Test
  void approvalsHaveToFitInToo() throws Exception {
    EnvironmentPlan plan = Events.plan(Events.ENVIRONMENT).build();
    RolloutPlan patient =
        RolloutPlan.newBuilder(plan.getRollout())
            .setApproveBefore(List.of(5, 100))
            .setApproveWithin(Duration.ofHours(7).toMillis())
            .build();
    Fixtures.live(cloud, 2);
    stage.deliver(
        Events.imageReady()
            .setPlan(EnvironmentPlan.newBuilder(plan).setRollout(patient).build())
            .build());

    stage.lookUntilDone(1);

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("approvals come to");
  }

  private List<String> migrations() {
    return Fixtures.changes(cloud, "migrate ");
  }

  private FleetState candidate() {
    return cloud.fleets().find(CANDIDATE).orElseThrow();
  }
}
