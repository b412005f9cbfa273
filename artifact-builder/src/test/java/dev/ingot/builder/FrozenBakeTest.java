package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.ManualStage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is first deployed to staging, while somebody freezes and thaws. */
class FrozenBakeTest {
  @TempDir Path folder;

  private Bakery bakery;
  private CommitReceived event;

  @BeforeEach
  void commitSource() throws IOException {
    bakery = new Bakery(folder);
    event = bakery.commit("Sell more");
  }

  @Test
  void bakesNothingWhileItsFirstEnvironmentIsFrozenAndGoesOnByItself() throws Exception {
    bakery.frozen = "staging";
    ManualStage<CommitReceived> stage = bakery.stage().deliver(event);
    for (int i = 0; i < 3; i++) {
      stage.look();
      bakery.clock.advance(Duration.ofHours(20));
    }
    assertThat(bakery.cloud.changes()).isEmpty();
    assertThat(stage.isDone()).isFalse();

    bakery.frozen = "production";
    stage.lookUntilDone(5);

    assertThat(stage.announced(Topics.IMAGES)).hasSize(1);
  }

  @Test
  void aBakeThatHasBegunGoesOnWhenItIsFrozen() throws Exception {
    ManualStage<CommitReceived> stage = bakery.stage().deliver(event);
    stage.look();

    bakery.frozen = "staging";
    stage.lookUntilDone(5);

    assertThat(stage.announced(Topics.IMAGES)).hasSize(1);
  }

  @Test
  void aBakeThatAnotherWorkerHasBegunMeanwhileGoesOn() throws Exception {
    bakery.frozen = "staging";
    ManualStage<CommitReceived> stage = bakery.stage().deliver(event);
    stage.look();
    bakery.frozen = "";
    bakery.places = Bakery.onePlace();
    bakery.stage().deliver(event).look();

    bakery.frozen = "staging";
    stage.deliver(event).lookUntilDone(5);

    assertThat(stage.announced(Topics.IMAGES)).hasSize(1);
  }

  @Test
  void aFreezeThatOutlivesWhatTheLogKeepsIsAFailureThatSaysSo() throws Exception {
    bakery.frozen = "staging";
    ManualStage<CommitReceived> stage = bakery.stage().deliver(event);
    stage.look();
    bakery.clock.advance(Duration.ofHours(73));
    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("ingot.freeze.longest");
    assertThat(bakery.cloud.changes()).isEmpty();
  }

  @Test
  void ofTwoThatAreFrozenTheNewerOneStays() throws Exception {
    bakery.frozen = "staging";
    ManualStage<CommitReceived> stage = bakery.stage().deliver(event);
    stage.look();
    stage.newerWaiting(true).look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
  }
}
