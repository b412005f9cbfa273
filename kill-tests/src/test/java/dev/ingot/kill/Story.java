package dev.ingot.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.api.Git;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupNotFoundException;

/** A service in a world, from its first deployment through all chapters. */
final class Story {
  private static final Logger LOG = LoggerFactory.getLogger(Story.class);
  private static final Duration ACCEPTED_WITHIN = Duration.ofMinutes(5);
  private static final Duration OUTCOME_WITHIN = Duration.ofMinutes(15);
  private static final Duration TIDY_WITHIN = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final String ANSWERED = "WEBHOOK_ANSWERED";

  private final World world;
  private final String service;
  private final Path repository;
  private final List<Mortal> mortal;
  private final Map<Chapter, String> commits = new EnumMap<>(Chapter.class);

  private Story(World world, String service, List<Mortal> mortal) throws IOException {
    this.world = world;
    this.service = service;
    this.mortal = mortal;
    this.repository = Files.createDirectory(world.folder.resolve(service));
  }

  /**
   * Tells the chapters, one after the other, and checks what came of them.
   *
   * @param mortal who may be killed on the way
   * @param beforeEach is told of each chapter before it begins
   */
  static void tell(
      World world, String service, Set<Chapter> chapters, List<Mortal> mortal, Opening beforeEach)
      throws Exception {
    Story story = new Story(world, service, mortal);
    world.secrets.make(service);
    try (Users users = new Users(world.sandbox.cloud.listener(), world.host(service));
        Git git =
            Git.init().setDirectory(story.repository.toFile()).setInitialBranch("main").call()) {
      for (Chapter chapter : chapters) {
        String commit = story.commit(git, chapter);
        if (story.commits.size() == 1) {
          world.register(service, story.repository);
        }
        beforeEach.of(chapter);
        story.push(commit);
        story.awaitOutcome(chapter, commit);
      }
      LOG.info("{} has {} requests behind it", service, users.asked());
    }
    story.check();
  }

  /** What comes before a chapter. */
  interface Opening {
    void of(Chapter chapter) throws Exception;
  }

  private String commit(Git git, Chapter chapter) throws Exception {
    Files.writeString(
        repository.resolve("ingot.yaml"), chapter.pipeline(service, world.name, migrated()));
    world.sandbox.program.copyTo(repository);
    git.add().addFilepattern(".").call();
    String id =
        git.commit()
            .setSign(false)
            .setAuthor("Ada", "ada@example.org")
            .setMessage(chapter.name())
            .call()
            .getId()
            .name();
    commits.put(chapter, id);
    return id;
  }

  private Path migrated() {
    return world.folder.resolve(service + ".migrated");
  }

  /**
   * As a git host does that sends again until it is answered. An answer may leave in the moment in
   * which the listener is killed elsewhere: then it is sent again, for the kill that is still due.
   */
  private void push(String commit) {
    await()
        .atMost(ACCEPTED_WITHIN)
        .pollInterval(LOOK)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              assertAlive();
              return sendWebhook(commit) == 202
                  && mortal.stream().noneMatch(one -> one.isToDieAt(ANSWERED));
            });
  }

  private int sendWebhook(String commit) throws Exception {
    byte[] body =
        """
        {"ref": "refs/heads/main", "after": "%s", "deleted": false,
         "repository": {"full_name": "%s", "clone_url": "%s"}}
        """
            .formatted(commit, service, repository)
            .getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(world.webhooks())
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", "push")
            .header("X-GitHub-Delivery", UUID.randomUUID().toString())
            .header("X-Hub-Signature-256", Secrets.sign(body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private void awaitOutcome(Chapter chapter, String commit) {
    long began = System.nanoTime();
    await(service + " " + chapter)
        .atMost(OUTCOME_WITHIN)
        .pollInterval(LOOK)
        .until(
            () -> {
              assertAlive();
              return world.chronicle.outcome(commit).isPresent();
            });
    LOG.info(
        "{} {}: {} after {} ms",
        service,
        chapter,
        world.chronicle.outcome(commit).orElseThrow().getOutcome(),
        Duration.ofNanos(System.nanoTime() - began).toMillis());
  }

  private void assertAlive() {
    assertThat(mortal).allSatisfy(one -> assertThat(one.failure()).isEmpty());
  }

  private void check() throws IOException {
    try (Belongings belongings = Belongings.of(world, service)) {
      await(service + " is tidy")
          .atMost(TIDY_WITHIN)
          .pollInterval(Duration.ofMillis(500))
          // What another world takes away between two questions is asked for again.
          .ignoreExceptionsMatching(
              e -> e instanceof RuleNotFoundException || e instanceof TargetGroupNotFoundException)
          .untilAsserted(
              () -> {
                assertAlive();
                assertThat(belongings.count()).isEqualTo(Belongings.after(commits.keySet()));
                assertThat(world.archives()).isEmpty();
              });
    }
    assertThat(Files.readAllLines(migrated()))
        .as("migrations, each once")
        .isEqualTo(commits.keySet().stream().filter(Chapter::migrates).map(Chapter::name).toList());
    assertThat(world.chronicle.twice(service)).as("announced twice").isEmpty();
    for (Map.Entry<Chapter, String> told : commits.entrySet()) {
      assertThat(world.chronicle.deployment(told.getValue()))
          .as(service + " " + told.getKey())
          .isEqualTo(told.getKey().announced());
      assertThat(world.chronicle.knowsWebhook(told.getValue()))
          .as("webhook of " + told.getKey())
          .isTrue();
    }
  }
}
