package dev.ingot.provisioner;

import static dev.ingot.provisioner.Fixtures.CANDIDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.memory.Call;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.CommandKind;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An image comes in while its environment is frozen. */
class FreezeTest {
  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private boolean frozen = true;
  private final ManualStage<ImageReady> stage =
      Fixtures.stage(cloud, clock, Quotas.UNKNOWN, () -> frozen);
  private List<String> before = List.of();

  @BeforeEach
  void live() {
    Fixtures.live(cloud, 2);
    before = cloud.changes();
  }

  private void look(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      stage.look();
    }
  }

  @Test
  void beginsNothingAndGoesOnByItselfWhenThawed() throws Exception {
    stage.deliver(Events.imageReady().build());
    look(2);
    clock.advance(Duration.ofDays(2));
    look(2);
    assertThat(cloud.changes()).isEqualTo(before);
    assertThat(stage.announced()).isEmpty();

    frozen = false;
    look(3);

    assertThat(stage.only(Topics.FLEETS).getCandidate().getName()).isEqualTo(CANDIDATE);
  }

  @Test
  void asksTheCloudNothingWhileItWaits() throws Exception {
    stage.deliver(Events.imageReady().build());
    look(1);
    cloud.failAlways(Call.CURRENT, new CloudException.Denied("no", null));

    look(3);

    assertThat(stage.isDone()).isFalse();
  }

  @Test
  void goesOnWithWhatHasBegun() throws Exception {
    frozen = false;
    stage.deliver(Events.imageReady().build());
    look(1);

    frozen = true;
    look(2);

    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }

  @Test
  void goesOnWithWhatAnotherWorkerHasBegunMeanwhile() throws Exception {
    stage.deliver(Events.imageReady().build());
    look(1);
    ManualStage<ImageReady> elsewhere = Fixtures.stage(cloud, clock, Quotas.UNKNOWN, () -> false);
    elsewhere.deliver(Events.imageReady().build()).look();

    stage.deliver(Events.imageReady().build());
    look(2);

    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }

  @Test
  void neverHoldsUpARollback() throws Exception {
    Fixtures.rollback(stage, Events.imageReady().build());
    look(3);

    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }

  @Test
  void isAbortedAndSupersededWhileItWaits() throws Exception {
    stage.deliver(Events.imageReady().build());
    look(2);
    stage.say(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());
    look(1);
    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);

    ManualStage<ImageReady> older = Fixtures.stage(cloud, clock, Quotas.UNKNOWN, () -> true);
    older.deliver(Events.imageReady().build()).look();
    older.newerWaiting(true).look();
    assertThat(older.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertThat(cloud.changes()).isEqualTo(before);
  }

  @Test
  void aFreezeThatOutlivesWhatTheLogKeepsIsAFailureThatSaysSo() throws Exception {
    stage.deliver(Events.imageReady().build());
    look(1);
    clock.advance(Duration.ofHours(73));
    look(1);

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(stage.only(Topics.OUTCOMES).getReason())
        .contains("frozen for longer than 72h")
        .contains("deploy it again");
    assertThat(cloud.changes()).isEqualTo(before);
  }
}
