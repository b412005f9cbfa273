package dev.ingot.provisioner;

import static dev.ingot.provisioner.Fixtures.CANDIDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.cloud.memory.MigrationScript;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** verify.smoke: once, against a healthy fleet that has no user yet. */
class SmokeTest {
  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final ManualStage<ImageReady> stage = Fixtures.stage(cloud, clock);

  private static ImageReady image(Duration within) {
    return Events.imageReady()
        .setPlan(
            Events.plan(Events.ENVIRONMENT)
                .setVerify(Events.verify().setSmoke(Fixtures.hook("./smoke.sh", within)).build())
                .build())
        .build();
  }

  @Test
  void aFleetIsAnnouncedOnceItHasPassed() throws Exception {
    cloud.everySmokeTest(MigrationScript.succeedsAfterLooks(2));
    stage.deliver(image(Duration.ofMinutes(5)));

    for (int look = 0; look < 3; look++) {
      stage.look();
      assertThat(stage.announced(Topics.FLEETS)).isEmpty();
    }
    stage.look();

    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
    assertThat(tests()).containsExactly("smoke " + CANDIDATE + " by ./smoke.sh");
  }

  @Test
  void aFailureEndsTheDeploymentWithItsLogBeforeAnyUserComes() throws Exception {
    Fixtures.live(cloud, 2);
    cloud.everySmokeTest(
        MigrationScript.failsAfterLooks(1, "it ended with exit code 1", "login: 500"));
    stage.deliver(image(Duration.ofMinutes(5))).lookUntilDone(5);

    Fixtures.assertFailed(stage, "verify.smoke: it ended with exit code 1", "login: 500");
    assertThat(stage.announced(Topics.FLEETS)).isEmpty();
    assertThat(cloud.fleets().find(CANDIDATE).orElseThrow().retireAfter()).isPresent();
  }

  @Test
  void aRollbackRunsNone() throws Exception {
    cloud.everySmokeTest(MigrationScript.failsAfterLooks(0, "it failed", ""));
    ImageReady image = image(Duration.ofMinutes(5));
    Fixtures.rollback(stage, image);

    stage.look();
    stage.look();

    assertThat(tests()).isEmpty();
    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }

  @Test
  void oneThatCannotFitInIsRefusedBeforeAnythingIsMade() throws Exception {
    stage.deliver(image(Duration.ofHours(12))).look();

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("ingot.provisioner.longest");
    assertThat(cloud.leftovers()).isEmpty();
  }

  private List<String> tests() {
    return Fixtures.changes(cloud, "smoke ");
  }
}
