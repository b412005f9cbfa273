package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.memory.BakeScript;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topics;
import dev.ingot.git.testkit.GitRepository.Entry;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.StageContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BakeImageTest extends StageContract<CommitReceived> {
  @TempDir Path folder;

  private Bakery bakery;
  private CommitReceived event;

  @BeforeEach
  void commitSource() throws IOException {
    bakery = new Bakery(folder);
    event = bakery.commit("Sell more");
  }

  @Override
  protected ManualStage<CommitReceived> freshStage() {
    bakery.clear();
    return bakery.stage();
  }

  @Override
  protected CommitReceived event() {
    return event;
  }

  @Override
  protected void assertWorldIsSafe() {
    assertThat(bakery.cloud.leftovers()).isEmpty();
  }

  @Test
  void announcesTheImageForTheFirstEnvironmentAndWhatFollows() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event).lookUntilDone(5);

    ImageReady ready = stage.only(Topics.IMAGES);
    assertThat(ready.getDeployment().getEnvironment()).isEqualTo("staging");
    assertThat(ready.getDeployment().getCauseId()).isEqualTo(event.getId());
    assertThat(ready.getDeployment().getGeneration()).isEqualTo(event.getGeneration());
    assertThat(ready.getDeployment().getStartedAt()).isEqualTo(event.getReceivedAt());
    assertThat(ready.getDeployment().getCommit().getAuthor()).isEqualTo("A. Author");
    assertThat(ready.getDeployment().getCommit().getSubject()).isEqualTo("Sell more");
    assertThat(ready.getPlan().getEnvironment()).isEqualTo("staging");
    assertThat(ready.getFollowing())
        .extracting(plan -> plan.getEnvironment())
        .containsExactly("production");
    assertThat(ready.getReused()).isFalse();
    assertThat(bakery.cloud.bakedImages()).hasSize(1);
  }

  @Test
  void sameTreeInAnotherCommitBakesNothing() throws Exception {
    freshStage().deliver(event).lookUntilDone(5);
    CommitReceived same =
        CommitReceived.newBuilder(bakery.commit("Same again"))
            .setReceivedAt(bakery.clock.instant().plusSeconds(1))
            .build();

    ManualStage<CommitReceived> stage = bakery.stage().deliver(same).lookUntilDone(1);

    assertThat(stage.only(Topics.IMAGES).getReused()).isTrue();
    assertThat(bakery.cloud.bakedImages()).hasSize(1);
  }

  @Test
  void aPushBesideTheServicesFolderBakesNothing() throws Exception {
    bakery.tree.put("services/shop/ingot.yaml", Entry.file(Bakery.INGOT));
    bakery.tree.put("services/other/ingot.yaml", Entry.file("service: other\n"));
    bakery.tree.remove("ingot.yaml");
    freshStage().deliver(inFolder("services/shop", "one")).lookUntilDone(5);
    bakery.tree.put("services/other/ingot.yaml", Entry.file("service: changed\n"));
    CommitReceived beside =
        CommitReceived.newBuilder(inFolder("services/shop", "two"))
            .setReceivedAt(bakery.clock.instant().plusSeconds(1))
            .build();

    ManualStage<CommitReceived> stage = bakery.stage().deliver(beside).lookUntilDone(1);

    assertThat(stage.only(Topics.IMAGES).getReused()).isTrue();
    assertThat(bakery.cloud.bakedImages()).hasSize(1);
  }

  @Test
  void aFileThatIsMissingInTheServicesFolderIsSaid() throws Exception {
    bakery.tree.put("services/shop/readme", Entry.file("x"));
    ManualStage<CommitReceived> stage =
        freshStage().deliver(inFolder("services/shop", "one")).lookUntilDone(1);

    assertThat(stage.only(Topics.OUTCOMES).getReason())
        .contains("ingot.yaml is missing in folder 'services/shop'");
  }

  @Test
  void anotherBaseImageIsAnotherBake() throws Exception {
    freshStage().deliver(event).lookUntilDone(5);
    bakery.cloud.baseImage("base", "ami-patched");

    bakery.stage().deliver(bakery.commit("Same again")).lookUntilDone(5);

    assertThat(bakery.cloud.bakedImages()).hasSize(2);
  }

  @Test
  void failedBuildEndsTheDeploymentWithTheLogsTail() throws Exception {
    ManualStage<CommitReceived> stage = freshStage();
    bakery.cloud.everyBake(
        new BakeScript.Fails(1, "the build failed", "Shop.java:7: error: ';' expected\n"));

    stage.deliver(event).lookUntilDone(5);

    DeploymentFinished ended = stage.only(Topics.OUTCOMES);
    assertThat(ended.getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(ended.getStage()).isEqualTo("artifact-builder");
    assertThat(ended.getReason()).isEqualTo("the build failed: Shop.java:7: error: ';' expected");
    assertThat(ended.getDetail()).isEqualTo("Shop.java:7: error: ';' expected\n");
    assertThat(ended.getDeployment().getEnvironment()).isEqualTo("staging");
    assertWorldIsSafe();
  }

  @Test
  void wrongFileIsNamedWithLineAndColumn() throws Exception {
    bakery.tree.put("ingot.yaml", Entry.file(Bakery.INGOT.replace("run:", "rum:")));

    DeploymentFinished ended = failure();

    assertThat(ended.getReason())
        .contains("ingot.yaml, line 2, column 8:")
        .contains("(and 1 more)");
    assertThat(ended.getDetail()).contains("did you mean 'run'?");
    assertThat(ended.getDeployment().getEnvironment()).isEqualTo("none");
  }

  @Test
  void missingFileIsSaid() throws Exception {
    bakery.tree.remove("ingot.yaml");
    bakery.tree.put("readme", Entry.file("x"));

    assertThat(failure().getReason()).contains("ingot.yaml is missing");
  }

  @Test
  void hugeFileIsRefusedUnread() throws Exception {
    bakery.tree.put("ingot.yaml", Entry.file("#".repeat(10_000_000)));

    assertThat(failure().getReason()).contains("ingot.yaml, line 1, column 1").contains("at most");
  }

  @Test
  void anotherServicesFileIsRefused() throws Exception {
    bakery.tree.put(
        "ingot.yaml", Entry.file(Bakery.INGOT.replace("service: shop", "service: cart")));

    assertThat(failure().getReason()).contains("names service 'cart'").contains("'shop'");
  }

  @Test
  void unknownBaseImageIsSaid() throws Exception {
    bakery.tree.put(
        "ingot.yaml", Entry.file(Bakery.INGOT.replace("base: base", "base: debian-99")));

    assertThat(failure().getReason()).contains("debian-99");
  }

  @Test
  void linkThatLeavesTheTreeIsRefused() throws Exception {
    bakery.tree.put("etc", Entry.link("../../etc"));

    assertThat(failure().getReason()).contains("'etc' is a link that leaves");
  }

  @Test
  void standsAsideForANewerCommitBeforeItHasBegun() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().newerWaiting(true).deliver(event);

    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertThat(bakery.cloud.changes()).isEmpty();
  }

  @Test
  void leavesNothingOfABakeThatAnotherOwnerBeganWhenANewerCommitWaits() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    stage.look();
    assertThat(bakery.cloud.leftovers()).isNotEmpty();

    stage.crashAndRedeliver().newerWaiting(true).look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertWorldIsSafe();
  }

  @Test
  void standsAsideAlsoWhenTheRecipeCannotBePrepared() throws Exception {
    bakery.tree.remove("ingot.yaml");
    bakery.tree.put("readme", Entry.file("x"));
    ManualStage<CommitReceived> stage =
        freshStage().newerWaiting(true).deliver(bakery.commit("Odd"));

    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
  }

  @Test
  void finishesWhatHasBegunAlsoWhenANewerCommitWaits() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    stage.look();

    stage.newerWaiting(true).lookUntilDone(5);

    assertThat(stage.announced(Topics.IMAGES)).hasSize(1);
  }

  @Test
  void givingUpRemovesTheBakeAndSaysSo() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    stage.look();

    stage.abandon("the cloud is out of order");

    assertThat(stage.only(Topics.OUTCOMES).getReason()).isEqualTo("the cloud is out of order");
    assertThat(bakery.cloud.changes()).last().asString().startsWith("abandon bake ");
  }

  @Test
  void aBakeWithoutAPlaceWaitsAndItsDeadlineDoesNot() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    bakery.places.admit("another", bakery.clock.instant());
    for (int i = 0; i < 20; i++) {
      assertThat(stage.look()).isEqualTo(Outcome.checkAgain(Duration.ofSeconds(5)));
      bakery.clock.advance(Duration.ofMinutes(4));
      bakery.places.admit("another", bakery.clock.instant());
    }
    assertThat(bakery.cloud.changes()).isEmpty();
    bakery.places.leave("another");
    stage.lookUntilDone(5);

    assertThat(stage.only(Topics.IMAGES).getReused()).isFalse();
    assertThat(bakery.places.taken()).isZero();
  }

  @Test
  void aBakeUnderWayIsNeverSentAway() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    stage.look();
    bakery.places = Bakery.onePlace();
    bakery.places.admit("another", bakery.clock.instant());

    stage.crashAndRedeliver().lookUntilDone(5);

    assertThat(stage.only(Topics.IMAGES)).isNotNull();
  }

  @Test
  void aBakeThatWaitsForAPlaceStandsAsideForANewerCommit() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    bakery.places.admit("another", bakery.clock.instant());
    stage.look();
    stage.newerWaiting(true).look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertThat(bakery.places.awaited()).isZero();
  }

  @Test
  void nobodyWaitsForAPlaceWithoutEnd() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    for (int i = 0; i < 31; i++) {
      bakery.places.admit("another", bakery.clock.instant());
      stage.look();
      bakery.clock.advance(Duration.ofMinutes(4));
    }
    bakery.places.admit("another", bakery.clock.instant());
    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("ingot.bakes.at.once");
  }

  private DeploymentFinished failure() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(bakery.commit("Odd")).lookUntilDone(5);
    assertThat(bakery.cloud.changes()).isEmpty();
    DeploymentFinished ended = stage.only(Topics.OUTCOMES);
    assertThat(ended.getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    return ended;
  }

  private CommitReceived inFolder(String folder, String message) throws IOException {
    return CommitReceived.newBuilder(bakery.commit(message)).setPath(folder).build();
  }
}
