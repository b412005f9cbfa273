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

/** A service in a world, from its first deployment through all chapters. */
final class Story {
  private static final Logger LOG = LoggerFactory.getLogger(Story.class);
  private static final Duration ACCEPTED_WITHIN = Duration.ofMinutes(5);
  private static final Duration OUTCOME_WITHIN = Duration.ofMinutes(15);
  private static final Duration LETTERS_WITHIN = Duration.ofMinutes(2);
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
    try (Users users = new Users(world.sandbox.cloud.listener(), world.hosts(service));
        Git git =
            Git.init().setDirectory(story.repository.toFile()).setInitialBranch("main").call()) {
      for (Chapter chapter : chapters) {
        String commit = story.commit(git, chapter);
        if (story.commits.size() == 1) {
          world.register(service, story.repository);
        }
        beforeEach.of(chapter);
        story.push(commit);
        story.awaitOutcomes(chapter, commit);
        story.poison();
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
        repository.resolve("ingot.yaml"),
        chapter.pipeline(service, world.environments, migrated()));
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

  private void awaitOutcomes(Chapter chapter, String commit) {
    long began = System.nanoTime();
    for (String environment : chapter.environments(world.environments)) {
      await(service + " " + chapter + " in " + environment)
          .atMost(OUTCOME_WITHIN)
          .pollInterval(LOOK)
          .until(
              () -> {
                assertAlive();
                return world.chronicle.outcome(commit, environment).isPresent();
              });
      LOG.info(
          "{} {} in {}: {} after {} ms",
          service,
          chapter,
          environment,
          world.chronicle.outcome(commit, environment).orElseThrow().getOutcome(),
          Duration.ofNanos(System.nanoTime() - began).toMillis());
    }
  }

  /** At the end of a chapter: so the next one shows that the workers go on. */
  private void poison() throws Exception {
    world.poison.send(service);
    await("dead letters")
        .atMost(LETTERS_WITHIN)
        .pollInterval(LOOK)
        .untilAsserted(
            () -> {
              assertAlive();
              assertLetters();
            });
  }

  private void assertLetters() {
    assertThat(world.poison.letters())
        .as("dead letters")
        .containsExactlyInAnyOrderElementsOf(world.poison.due());
  }

  private void assertAlive() {
    assertThat(mortal).allSatisfy(one -> assertThat(one.failure()).isEmpty());
  }

  private void check() throws IOException {
    for (String environment : world.environments) {
      awaitTidy(environment);
    }
    assertThat(Files.readAllLines(migrated())).as("migrations, each once").isEqualTo(migrations());
    assertThat(world.chronicle.twice(service)).as("announced twice").isEmpty();
    assertLetters();
    commits.forEach(this::check);
  }

  private void check(Chapter chapter, String commit) {
    assertThat(world.chronicle.knowsWebhook(commit)).as("webhook of " + chapter).isTrue();
    assertThat(world.chronicle.commits(commit)).as("commits of " + chapter).isEqualTo(1);
    assertThat(world.chronicle.images(commit))
        .as("images of " + chapter + ", the same everywhere")
        .hasSize(chapter.bakes() ? 1 : 0);
    List<String> here = chapter.environments(world.environments);
    for (String environment : world.environments) {
      assertThat(world.chronicle.deployment(commit, environment))
          .as(chapter + " in " + environment)
          .isEqualTo(here.contains(environment) ? chapter.announced() : List.of());
    }
  }

  private void awaitTidy(String environment) {
    try (Belongings belongings = Belongings.of(world, service, environment)) {
      await(service + " is tidy in " + environment)
          .atMost(TIDY_WITHIN)
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptionsMatching(Belongings::goneMeanwhile)
          .untilAsserted(
              () -> {
                assertAlive();
                assertThat(belongings.count()).isEqualTo(Belongings.after(images(environment)));
                assertThat(world.archives()).isEmpty();
              });
    }
  }

  /** An image is made once, in the first environment, and is in each of the others the same. */
  private long images(String environment) {
    return environment.equals(world.environments.getFirst())
        ? commits.keySet().stream().filter(Chapter::bakes).count()
        : 0;
  }

  /** What the service's migrations have written, had each run once in each environment. */
  private List<String> migrations() {
    return commits.keySet().stream()
        .filter(Chapter::migrates)
        .flatMap(
            chapter ->
                chapter.environments(world.environments).stream()
                    .map(environment -> chapter + " in " + environment))
        .toList();
  }
}
