package dev.ingot.builder;

import dev.ingot.cloud.memory.BakeScript;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * A service's repository, a cloud in memory with staging and production, one place to bake in, and
 * the stage that bakes there.
 */
final class Bakery {
  static final String INGOT =
      """
      service: shop
      image: {base: base, build: ./build.sh, run: ./run}
      environments: [staging, production]
      """;

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
  private static final BuilderTiming TIMING =
      new BuilderTiming(
          Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(72));

  final SettableClock clock = SettableClock.atStart();

  /** What the next commit has. */
  final Map<String, Entry> tree = new HashMap<>(Map.of("ingot.yaml", Entry.file(INGOT)));

  /** The environment in which nothing may be begun. */
  String frozen = "";

  InMemoryCloud cloud = new InMemoryCloud(clock);
  Places places = onePlace();

  private final Path archives;
  private final GitRepository repository;

  Bakery(Path folder) throws IOException {
    archives = folder.resolve("archives");
    repository = GitRepository.create(folder.resolve("remote.git"));
    clear();
  }

  /** Nothing has been baked yet. */
  void clear() {
    cloud = new InMemoryCloud(clock);
    cloud.everyBake(new BakeScript.Succeeds(2, "done"));
    places = onePlace();
  }

  static Places onePlace() {
    return new Places(1, Duration.ofMinutes(5));
  }

  CommitReceived commit(String message) throws IOException {
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

  ManualStage<CommitReceived> stage() {
    return ManualStage.of(
        () -> {
          CloudsByEnvironment clouds =
              new CloudsByEnvironment(List.of("staging", "production"), name -> cloud.reopened());
          return new BakeImage(
              new Kitchen(Bakery::read, ENVIRONMENTS, clouds, archives, 100_000_000),
              clouds,
              TIMING,
              places,
              (service, environment) -> frozen.equals(environment));
        },
        clock);
  }

  /** Straight from the repository: fetching has a test of its own. */
  private static SourceCommit read(Commit commit, String folder) throws SourceRefusedException {
    Path gitDir = Path.of(commit.getRepository());
    try (Repository git = SourceCommit.open(gitDir)) {
      return SourceCommit.read(gitDir, git, ObjectId.fromString(commit.getId()), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
