package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.memory.BakeScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.topics.Topics;
import dev.ingot.git.testkit.GitRepository;
import dev.ingot.git.testkit.GitRepository.Entry;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.recipe.Kitchen;
import dev.ingot.recipe.SourceCommit;
import dev.ingot.recipe.SourceRefusedException;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is first deployed to staging, while somebody freezes and thaws. */
class FrozenBakeTest {
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

  @TempDir Path folder;

  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final Places places = new Places(1, Duration.ofMinutes(5));
  private String frozen = "";
  private CommitReceived event;

  @BeforeEach
  void commitSource() throws IOException {
    cloud.everyBake(new BakeScript.Succeeds(2, "done"));
    GitRepository repository = GitRepository.create(folder.resolve("remote.git"));
    String yaml =
        """
        service: shop
        image: {base: base, build: ./build.sh, run: ./run}
        environments: [staging, production]
        """;
    String id = repository.commit("Sell more", Map.of("ingot.yaml", Entry.file(yaml)));
    event =
        Events.commitReceived()
            .setCommit(
                Commit.newBuilder()
                    .setRepository(repository.path())
                    .setRef("refs/heads/main")
                    .setId(id)
                    .build())
            .build();
  }

  private ManualStage<CommitReceived> stage() {
    return stage(places);
  }

  private ManualStage<CommitReceived> stage(Places places) {
    CloudsByEnvironment clouds =
        new CloudsByEnvironment(List.of("staging", "production"), name -> cloud);
    BuilderTiming timing =
        new BuilderTiming(
            Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(72));
    return ManualStage.of(
        () ->
            new BakeImage(
                new Kitchen(
                    this::read, ENVIRONMENTS, clouds, folder.resolve("archives"), 100_000_000),
                clouds,
                timing,
                places,
                (service, environment) -> frozen.equals(environment)),
        clock);
  }

  private SourceCommit read(Commit commit, String inFolder) throws SourceRefusedException {
    Path gitDir = Path.of(commit.getRepository());
    try (Repository git = SourceCommit.open(gitDir)) {
      return SourceCommit.read(gitDir, git, ObjectId.fromString(commit.getId()), inFolder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void bakesNothingWhileItsFirstEnvironmentIsFrozenAndGoesOnByItself() throws Exception {
    frozen = "staging";
    ManualStage<CommitReceived> stage = stage().deliver(event);
    for (int i = 0; i < 3; i++) {
      stage.look();
      clock.advance(Duration.ofHours(20));
    }
    assertThat(cloud.changes()).isEmpty();
    assertThat(stage.isDone()).isFalse();

    frozen = "production";
    stage.lookUntilDone(5);

    assertThat(stage.announced(Topics.IMAGES)).hasSize(1);
  }

  @Test
  void aBakeThatHasBegunGoesOnWhenItIsFrozen() throws Exception {
    ManualStage<CommitReceived> stage = stage().deliver(event);
    stage.look();

    frozen = "staging";
    stage.lookUntilDone(5);

    assertThat(stage.announced(Topics.IMAGES)).hasSize(1);
  }

  @Test
  void aBakeThatAnotherWorkerHasBegunMeanwhileGoesOn() throws Exception {
    frozen = "staging";
    ManualStage<CommitReceived> stage = stage().deliver(event);
    stage.look();
    frozen = "";
    stage(new Places(1, Duration.ofMinutes(5))).deliver(event).look();

    frozen = "staging";
    stage.deliver(event).lookUntilDone(5);

    assertThat(stage.announced(Topics.IMAGES)).hasSize(1);
  }

  @Test
  void aFreezeThatOutlivesWhatTheLogKeepsIsAFailureThatSaysSo() throws Exception {
    frozen = "staging";
    ManualStage<CommitReceived> stage = stage().deliver(event);
    stage.look();
    clock.advance(Duration.ofHours(73));
    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("ingot.freeze.longest");
    assertThat(cloud.changes()).isEmpty();
  }

  @Test
  void ofTwoThatAreFrozenTheNewerOneStays() throws Exception {
    frozen = "staging";
    ManualStage<CommitReceived> stage = stage().deliver(event);
    stage.look();
    stage.newerWaiting(true).look();

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.SUPERSEDED);
  }
}
