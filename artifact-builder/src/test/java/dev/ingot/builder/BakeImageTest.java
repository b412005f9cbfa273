package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.memory.BakeScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topics;
import dev.ingot.git.testkit.GitRepository;
import dev.ingot.git.testkit.GitRepository.Entry;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.recipe.Kitchen;
import dev.ingot.recipe.SourceCommit;
import dev.ingot.recipe.SourceRefusedException;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import dev.ingot.stage.testkit.StageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BakeImageTest extends StageContract<CommitReceived> {
  private static final String ENVIRONMENT =
      """
          region: test-1
          subnets: [subnet-1]
          vpc: vpc-1
          listener: listener-1
          hostPattern: "{service}.test"
          artifactBucket: artifacts
          tick: 1s
      """;
  private static final Environments ENVIRONMENTS =
      Environments.parse(
          "environments:\n  staging:\n" + ENVIRONMENT + "  production:\n" + ENVIRONMENT);
  private static final String INGOT =
      """
      service: shop
      image: {base: base, build: ./build.sh, run: ./run}
      environments: [staging, production]
      """;

  @TempDir Path folder;

  private final SettableClock clock = SettableClock.atStart();
  private final Map<String, Entry> tree = new HashMap<>();
  private InMemoryCloud cloud = new InMemoryCloud(clock);
  private Places places = new Places(1, Duration.ofMinutes(5));
  private GitRepository repository;
  private CommitReceived event;

  @BeforeEach
  void commitSource() throws IOException {
    repository = GitRepository.create(folder.resolve("remote.git"));
    tree.put("ingot.yaml", Entry.file(INGOT));
    event = commit("Sell more");
  }

  @Override
  protected ManualStage<CommitReceived> freshStage() {
    cloud = new InMemoryCloud(clock);
    places = new Places(1, Duration.ofMinutes(5));
    cloud.everyBake(new BakeScript.Succeeds(2, "done"));
    return stage();
  }

  @Override
  protected CommitReceived event() {
    return event;
  }

  @Override
  protected void assertWorldIsSafe() {
    assertThat(cloud.leftovers()).isEmpty();
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
    assertThat(cloud.bakedImages()).hasSize(1);
  }

  @Test
  void sameTreeInAnotherCommitBakesNothing() throws Exception {
    freshStage().deliver(event).lookUntilDone(5);
    CommitReceived same =
        CommitReceived.newBuilder(commit("Same again"))
            .setReceivedAt(clock.instant().plusSeconds(1))
            .build();

    ManualStage<CommitReceived> stage = stage().deliver(same).lookUntilDone(1);

    assertThat(stage.only(Topics.IMAGES).getReused()).isTrue();
    assertThat(cloud.bakedImages()).hasSize(1);
  }

  @Test
  void aPushBesideTheServicesFolderBakesNothing() throws Exception {
    tree.put("services/shop/ingot.yaml", Entry.file(INGOT));
    tree.put("services/other/ingot.yaml", Entry.file("service: other\n"));
    tree.remove("ingot.yaml");
    freshStage().deliver(inFolder("services/shop", "one")).lookUntilDone(5);
    tree.put("services/other/ingot.yaml", Entry.file("service: changed\n"));
    CommitReceived beside =
        CommitReceived.newBuilder(inFolder("services/shop", "two"))
            .setReceivedAt(clock.instant().plusSeconds(1))
            .build();

    ManualStage<CommitReceived> stage = stage().deliver(beside).lookUntilDone(1);

    assertThat(stage.only(Topics.IMAGES).getReused()).isTrue();
    assertThat(cloud.bakedImages()).hasSize(1);
  }

  @Test
  void aFileThatIsMissingInTheServicesFolderIsSaid() throws Exception {
    tree.put("services/shop/readme", Entry.file("x"));
    ManualStage<CommitReceived> stage =
        freshStage().deliver(inFolder("services/shop", "one")).lookUntilDone(1);

    assertThat(stage.only(Topics.OUTCOMES).getReason())
        .contains("ingot.yaml is missing in folder 'services/shop'");
  }

  @Test
  void anotherBaseImageIsAnotherBake() throws Exception {
    freshStage().deliver(event).lookUntilDone(5);
    cloud.baseImage("base", "ami-patched");

    stage().deliver(commit("Same again")).lookUntilDone(5);

    assertThat(cloud.bakedImages()).hasSize(2);
  }

  @Test
  void failedBuildEndsTheDeploymentWithTheLogsTail() throws Exception {
    ManualStage<CommitReceived> stage = freshStage();
    cloud.everyBake(
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
    tree.put("ingot.yaml", Entry.file(INGOT.replace("run:", "rum:")));

    DeploymentFinished ended = failure();

    assertThat(ended.getReason())
        .contains("ingot.yaml, line 2, column 8:")
        .contains("(and 1 more)");
    assertThat(ended.getDetail()).contains("did you mean 'run'?");
    assertThat(ended.getDeployment().getEnvironment()).isEqualTo("none");
  }

  @Test
  void missingFileIsSaid() throws Exception {
    tree.remove("ingot.yaml");
    tree.put("readme", Entry.file("x"));

    assertThat(failure().getReason()).contains("ingot.yaml is missing");
  }

  @Test
  void hugeFileIsRefusedUnread() throws Exception {
    tree.put("ingot.yaml", Entry.file("#".repeat(10_000_000)));

    assertThat(failure().getReason()).contains("ingot.yaml, line 1, column 1").contains("at most");
  }

  @Test
  void anotherServicesFileIsRefused() throws Exception {
    tree.put("ingot.yaml", Entry.file(INGOT.replace("service: shop", "service: cart")));

    assertThat(failure().getReason()).contains("names service 'cart'").contains("'shop'");
  }

  @Test
  void unknownBaseImageIsSaid() throws Exception {
    tree.put("ingot.yaml", Entry.file(INGOT.replace("base: base", "base: debian-99")));

    assertThat(failure().getReason()).contains("debian-99");
  }

  @Test
  void linkThatLeavesTheTreeIsRefused() throws Exception {
    tree.put("etc", Entry.link("../../etc"));

    assertThat(failure().getReason()).contains("'etc' is a link that leaves");
  }

  @Test
  void standsAsideForANewerCommitBeforeItHasBegun() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().newerWaiting(true).deliver(event);

    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertThat(cloud.changes()).isEmpty();
  }

  @Test
  void leavesNothingOfABakeThatAnotherOwnerBeganWhenANewerCommitWaits() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    stage.look();
    assertThat(cloud.leftovers()).isNotEmpty();

    stage.crashAndRedeliver().newerWaiting(true).look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertWorldIsSafe();
  }

  @Test
  void standsAsideAlsoWhenTheRecipeCannotBePrepared() throws Exception {
    tree.remove("ingot.yaml");
    tree.put("readme", Entry.file("x"));
    ManualStage<CommitReceived> stage = freshStage().newerWaiting(true).deliver(commit("Odd"));

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
    assertThat(cloud.changes()).last().asString().startsWith("abandon bake ");
  }

  @Test
  void aBakeWithoutAPlaceWaitsAndItsDeadlineDoesNot() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    places.admit("another", clock.instant());
    for (int i = 0; i < 20; i++) {
      assertThat(stage.look()).isEqualTo(Outcome.checkAgain(Duration.ofSeconds(5)));
      clock.advance(Duration.ofMinutes(4));
      places.admit("another", clock.instant());
    }
    assertThat(cloud.changes()).isEmpty();
    places.leave("another");
    stage.lookUntilDone(5);

    assertThat(stage.only(Topics.IMAGES).getReused()).isFalse();
    assertThat(places.taken()).isZero();
  }

  @Test
  void aBakeUnderWayIsNeverSentAway() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    stage.look();
    places = new Places(1, Duration.ofMinutes(5));
    places.admit("another", clock.instant());

    stage.crashAndRedeliver().lookUntilDone(5);

    assertThat(stage.only(Topics.IMAGES)).isNotNull();
  }

  @Test
  void aBakeThatWaitsForAPlaceStandsAsideForANewerCommit() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    places.admit("another", clock.instant());
    stage.look();
    stage.newerWaiting(true).look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
    assertThat(places.awaited()).isZero();
  }

  @Test
  void nobodyWaitsForAPlaceWithoutEnd() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(event);
    for (int i = 0; i < 31; i++) {
      places.admit("another", clock.instant());
      stage.look();
      clock.advance(Duration.ofMinutes(4));
    }
    places.admit("another", clock.instant());
    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("ingot.bakes.at.once");
  }

  private DeploymentFinished failure() throws Exception {
    ManualStage<CommitReceived> stage = freshStage().deliver(commit("Odd")).lookUntilDone(5);
    assertThat(cloud.changes()).isEmpty();
    DeploymentFinished ended = stage.only(Topics.OUTCOMES);
    assertThat(ended.getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    return ended;
  }

  private ManualStage<CommitReceived> stage() {
    return ManualStage.of(
        () -> {
          CloudsByEnvironment clouds =
              new CloudsByEnvironment(List.of("staging", "production"), name -> cloud.reopened());
          Kitchen kitchen =
              new Kitchen(
                  this::read, ENVIRONMENTS, clouds, folder.resolve("archives"), 100_000_000);
          BuilderTiming timing =
              new BuilderTiming(
                  Duration.ofSeconds(5),
                  Duration.ofHours(1),
                  Duration.ofHours(2),
                  Duration.ofHours(72));
          return new BakeImage(kitchen, clouds, timing, places, (service, environment) -> false);
        },
        clock);
  }

  /** Straight from the repository: fetching has a test of its own. */
  private SourceCommit read(Commit commit, String folder) throws SourceRefusedException {
    Path gitDir = Path.of(commit.getRepository());
    try (Repository git = SourceCommit.open(gitDir)) {
      return SourceCommit.read(gitDir, git, ObjectId.fromString(commit.getId()), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommitReceived inFolder(String folder, String message) throws IOException {
    return CommitReceived.newBuilder(commit(message)).setPath(folder).build();
  }

  private CommitReceived commit(String message) throws IOException {
    String id = repository.commit(message, tree);
    return Events.commitReceived()
        .setId("commit-" + id)
        .setCommit(
            Commit.newBuilder()
                .setRepository(repository.path())
                .setRef(GitRepository.REF)
                .setId(id)
                .build())
        .build();
  }
}
