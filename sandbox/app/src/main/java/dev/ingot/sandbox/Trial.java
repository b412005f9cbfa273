package dev.ingot.sandbox;

import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.History.Story;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.EventReader;
import dev.ingot.stage.RuntimeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A service of examples/shop with a pipeline file of its own, deployed again and again. */
final class Trial implements AutoCloseable {
  static final String SERVICE = "shop";
  static final String HOST = SERVICE + ".localhost";
  private static final String REF = "refs/heads/main";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final History history = new History();
  private final RolloutLog log = new RolloutLog();
  private final DemoRepository repository;
  private final EventPublisher publisher;
  private final EventReader reader;
  private final Operator operator;
  private int versions;

  private Trial(DemoRepository repository, RuntimeConfig runtime) {
    this.repository = repository;
    this.publisher = EventPublisher.open(runtime);
    this.operator = new Operator(publisher);
    this.reader =
        EventReader.from(Instant.now(), Topics.all(), runtime, Listeners.both(history, log));
  }

  /**
   * Makes its repository.
   *
   * @param rollout the section of that name in its ingot.yaml, without its head
   */
  static Trial begin(Path folder, String rollout, RuntimeConfig runtime) throws IOException {
    Path shop = Path.of(System.getProperty("ingot.project", "."), "examples", "shop");
    Path source = Files.createDirectories(folder.resolve("source"));
    for (String file : new String[] {"Shop.java", "Page.java", "build.sh", "bin/shop"}) {
      Path copy = source.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(shop.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.writeString(
        source.resolve("ingot.yaml"),
        """
        service: %s
        image: {base: debian-12, build: ./build.sh, run: ./bin/shop}
        fleet: {instances: {min: 1, max: 1}, health: /healthz, startWithin: 60s}
        rollout: %s
        verify: {minRequests: 0}
        environments: [{production: {}}]
        """
            .formatted(SERVICE, rollout));
    return new Trial(DemoRepository.make(folder.resolve("shop"), source), runtime);
  }

  RolloutLog log() {
    return log;
  }

  /** Commits the next version; the poller finds it. */
  String commit() {
    versions++;
    String commit = repository.commit("v1", "version " + versions);
    if (versions == 1) {
      operator.register(SERVICE, repository.path(), REF);
    }
    return commit;
  }

  /**
   * Waits until the commit is promoted.
   *
   * @throws IllegalStateException when it is not
   */
  void awaitPromoted(String commit) {
    Optional<Story> end = history.awaitEndOfCommit(commit, PATIENCE);
    String outcome =
        end.map(story -> story.finished)
            .map(it -> it.getOutcome() + ": " + it.getReason())
            .orElse("no outcome after " + PATIENCE);
    if (!outcome.startsWith(DeploymentOutcome.PROMOTED.name())) {
      throw new IllegalStateException("the service was not promoted, " + outcome);
    }
  }

  /** Waits until the commit's candidate has its first traffic. */
  void awaitTraffic(String commit) {
    history.awaitTrafficOfCommit(commit, PATIENCE);
  }

  @Override
  public void close() {
    reader.close();
    publisher.close();
    repository.close();
  }
}
