package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topics;
import dev.ingot.operator.Pipeline.Said;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.provisioner.ProvisionFleet;
import dev.ingot.provisioner.ProvisionerConfig;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.OneTransaction;
import dev.ingot.stage.StageWorker;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.testkit.Events;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Dead letters of a real worker, on a real broker. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("try") // a worker works by being open
class DeadLettersIT {
  private static final ReplayDecision.Wish PLAIN = new ReplayDecision.Wish(false, false);

  private Pipeline pipeline;

  @BeforeEach
  void makeTopics() {
    pipeline = new Pipeline(OnABroker.get());
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  /** Begun now, so that its history is read from here. */
  private static ImageReady image(long generation) {
    Deployment deployment =
        Events.deployment(Events.ENVIRONMENT)
            .setGeneration(generation)
            .setStartedAt(Instant.now())
            .build();
    return Events.imageReady(deployment).setReadyAt(Instant.now()).build();
  }

  private List<DeploymentOutcome> outcomes() {
    return pipeline.events(Topics.OUTCOMES).stream().map(DeploymentFinished::getOutcome).toList();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofMinutes(1)).untilAsserted(assertion);
  }

  private String onlyOpenLetter() {
    return pipeline.awaitOpenLetters(1).getFirst().id().toString();
  }

  @Test
  void aReplayedLetterGoesThroughToItsEndAsADeploymentOfItsOwn() {
    Moody stage = new Moody("provisioner");
    ImageReady image = image(5);
    try (StageWorker<?> worker = stage.start(pipeline.config())) {
      pipeline.publish(Topics.IMAGES, image);
      String id = onlyOpenLetter();
      stage.fails.set(false);

      Said replayed = pipeline.deadLetters("replay", id, "--who", "ann", "--reason", "fixed");

      assertThat(replayed.code()).as(replayed.err()).isZero();
      eventually(
          () ->
              assertThat(outcomes())
                  .containsExactly(DeploymentOutcome.FAILED, DeploymentOutcome.PROMOTED));
      DeploymentFinished end = pipeline.events(Topics.OUTCOMES).getLast();
      assertThat(end.getDeployment().getGeneration()).isEqualTo(5);
      assertThat(end.getDeployment().getId()).isNotEqualTo(image.getDeployment().getId());
      assertThat(replayed.out()).contains(end.getDeployment().getId());
      assertThat(pipeline.messages("images").getLast().at())
          .isEqualTo(end.getDeployment().getStartedAt());
      assertThat(pipeline.deadLetters("list").out()).isEqualTo("There are none.\n");
      assertThat(pipeline.deadLetters("list", "--all").out()).contains("replayed by ann", "fixed");
      assertThat(pipeline.deadLetters("show", id).out())
          .contains("ended as PROMOTED", "replays  1 of " + id, "\"generation\" : 5")
          .doesNotContain("\u001b");
      Said again = pipeline.deadLetters("replay", id, "--force");
      assertThat(again.code()).isEqualTo(1);
      assertThat(again.err()).contains("it was replayed by ann");
    }
  }

  @Test
  void aLetterOfAReplayKnowsItsAncestorsAndTheLineEnds() {
    Moody stage = new Moody("provisioner");
    try (StageWorker<?> worker = stage.start(pipeline.config())) {
      pipeline.publish(Topics.IMAGES, image(5));
      String first = onlyOpenLetter();
      String id = first;
      for (int number = 1; number <= ReplayDecision.MOST; number++) {
        assertThat(pipeline.deadLetters("replay", id).code()).isZero();
        Letter next = pipeline.awaitOpenLetters(1).getFirst();
        assertThat(next.line())
            .contains(new Letter.Line(LetterId.parse(id), LetterId.parse(first), number));
        id = next.id().toString();
      }

      Said refused = pipeline.deadLetters("replay", id);

      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("letter " + first + " was replayed 3 times already");
      assertThat(pipeline.deadLetters("show", first).out())
          .contains("it failed again and is letter");
      stage.fails.set(false);
      assertThat(pipeline.deadLetters("replay", id, "--force").code()).isZero();
      eventually(() -> assertThat(outcomes()).endsWith(DeploymentOutcome.PROMOTED));
      assertThat(outcomes()).hasSize(ReplayDecision.MOST + 2);
    }
  }

  @Test
  void ofManyOperatorsAtOnceOneReplays() throws Exception {
    try (StageWorker<?> worker = new Moody("provisioner").start(pipeline.config())) {
      pipeline.publish(Topics.IMAGES, image(5));
      pipeline.awaitOpenLetters(1);
    }
    LetterId id = pipeline.awaitOpenLetters(1).getFirst().id();
    Callable<Boolean> operator =
        () -> {
          try (LetterDesk desk = pipeline.desk()) {
            desk.replay(id, PLAIN, Thread.currentThread().getName(), "");
            return true;
          } catch (LogToolException e) {
            return false;
          }
        };

    List<Future<Boolean>> all;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      all = threads.invokeAll(List.of(operator, operator, operator, operator));
    }

    assertThat(all.stream().filter(Future::resultNow).count()).isLessThanOrEqualTo(1);
    pipeline.deadLetters("replay", id.toString());
    assertThat(pipeline.messages(Topics.IMAGES.suffix())).hasSize(2);
    assertThat(pipeline.messages(Topics.DEAD_LETTERS)).hasSize(2);
  }

  @Test
  void whoWasOvertakenWritesNothing() {
    try (StageWorker<?> worker = new Moody("provisioner").start(pipeline.config())) {
      pipeline.publish(Topics.IMAGES, image(5));
      pipeline.awaitOpenLetters(1);
    }
    LetterId id = pipeline.awaitOpenLetters(1).getFirst().id();
    try (LetterDesk desk = pipeline.desk();
        OneTransaction slow = pipeline.log().take("dead-letter-" + id)) {
      LogMessage letter = desk.find(id).message();
      desk.replay(id, PLAIN, "quick", "");

      assertThatThrownBy(
              () ->
                  slow.commit(
                      List.of(
                          new Settlement(id, "slow", "", Instant.now(), Optional.empty())
                              .message(letter))))
          .hasMessageContaining("somebody else has taken it up");
    }
    assertThat(pipeline.deadLetters("list", "--all").out()).contains("replayed by quick");
  }

  @Test
  void poisonGoesAsItCame() {
    byte[] bytes = "no event\u0000at all".getBytes(UTF_8);
    try (StageWorker<?> worker = new Moody("provisioner").start(pipeline.config())) {
      pipeline.publishBytes(Topics.IMAGES, bytes);
      String id = onlyOpenLetter();
      assertThat(pipeline.deadLetters("show", id).out())
          .contains("poison", "6e 6f 20 65", "no event.at all");

      assertThat(pipeline.deadLetters("replay", id).code()).isZero();

      Letter next = pipeline.awaitOpenLetters(1).getFirst();
      assertThat(next.root()).isEqualTo(LetterId.parse(id));
      assertThat(pipeline.messages(Topics.IMAGES.suffix()))
          .extracting(LogMessage::value)
          .containsExactly(bytes, bytes);
    }
  }

  @Test
  void whatIsDroppedStaysInTheLedgerAndIsReplayedOnlyByForce() {
    Moody stage = new Moody("provisioner");
    try (StageWorker<?> worker = stage.start(pipeline.config())) {
      pipeline.publish(Topics.IMAGES, image(5));
      String id = onlyOpenLetter();
      stage.fails.set(false);

      Said dropped = pipeline.deadLetters("drop", id, "--reason", "not worth it", "--who", "bo");

      assertThat(dropped.code()).as(dropped.err()).isZero();
      assertThat(pipeline.deadLetters("list", "--output", "json").out().strip()).isEqualTo("[ ]");
      assertThat(pipeline.deadLetters("list", "--all", "--output", "json").out())
          .contains("\"how\" : \"dropped\"", "\"who\" : \"bo\"", "\"why\" : \"not worth it\"");
      assertThat(pipeline.deadLetters("drop", id, "--reason", "again").code()).isEqualTo(1);
      assertThat(pipeline.deadLetters("replay", id).err()).contains("--force");
      assertThat(pipeline.deadLetters("replay", id, "--force").code()).isZero();
      eventually(() -> assertThat(outcomes()).endsWith(DeploymentOutcome.PROMOTED));
    }
  }

  @Test
  void anOlderGenerationIsRefusedAndBothAreNamed() {
    Moody stage = new Moody("provisioner");
    try (StageWorker<?> worker = stage.start(pipeline.config())) {
      pipeline.publish(Topics.IMAGES, image(5));
      String id = onlyOpenLetter();
      stage.fails.set(false);
      Deployment newer =
          Deployment.newBuilder(Events.laterDeployment("fedcba98".repeat(5)))
              .setGeneration(6)
              .setStartedAt(Instant.now())
              .build();
      pipeline.publish(Topics.IMAGES, Events.imageReady(newer).build());
      eventually(() -> assertThat(outcomes()).endsWith(DeploymentOutcome.PROMOTED));

      Said refused = pipeline.deadLetters("replay", id, "--force");

      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("generation 5 is older than 6, which production has had");
    }
  }

  @Test
  void aNewerOneThatComesAfterTheCheckIsKeptByTheProvisioner() {
    try (StageWorker<?> worker = new Moody("provisioner").start(pipeline.config())) {
      pipeline.publish(Topics.IMAGES, image(5));
      pipeline.awaitOpenLetters(1);
    }
    String id = onlyOpenLetter();
    // No event says so: to the check it is as if this came after it.
    InMemoryCloud cloud = new InMemoryCloud(Clock.systemUTC());
    cloud
        .fleets()
        .ensure(
            new FleetSpec(
                "newer",
                "shop",
                "newer",
                6,
                "ami-1",
                1,
                1,
                2,
                "t3.small",
                "/healthz",
                8080,
                Map.of(),
                Map.of()));
    cloud.setRoute(
        new Route(
            "shop",
            Map.of("newer", 100),
            Optional.of("newer"),
            Optional.empty(),
            Optional.empty()));
    ProvisionFleet provisioner =
        new ProvisionFleet(
            new CloudsByEnvironment(List.of(Events.ENVIRONMENT), name -> cloud),
            name -> Duration.ofMinutes(10),
            name -> Quotas.UNKNOWN,
            (service, environment) -> false,
            Config.read(ProvisionerConfig.class, Map.of()));

    assertThat(pipeline.deadLetters("replay", id).code()).isZero();

    try (StageWorker<?> worker = StageWorker.start(provisioner, pipeline.config())) {
      eventually(
          () ->
              assertThat(outcomes())
                  .containsExactly(DeploymentOutcome.FAILED, DeploymentOutcome.SUPERSEDED));
    }
    assertThat(pipeline.events(Topics.OUTCOMES).getLast().getReason())
        .contains("generation 5 is older than 6");
    assertThat(cloud.traffic().current("shop").orElseThrow().weightOf("newer")).isEqualTo(100);
  }

  @Test
  void anotherTeamsLetterIsNotSentToEverybodyByAccident() {
    try (StageWorker<?> worker = new Moody("notifier").start(pipeline.config())) {
      pipeline.publish(Topics.IMAGES, image(5));
      String id = onlyOpenLetter();

      Said refused = pipeline.deadLetters("replay", id);

      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("stage 'notifier'", "--for-all");
      assertThat(pipeline.deadLetters("replay", id, "--for-all").code()).isZero();
      assertThat(pipeline.deadLetters("list", "--stage", "provisioner").out())
          .contains("There are none.");
    }
  }

  @Test
  void saysWhatItDoesNotUnderstandAndWhatIsNotThere() {
    assertThat(pipeline.deadLetters("show", "first").code()).isEqualTo(2);
    assertThat(pipeline.deadLetters("list", "--since", "long").code()).isEqualTo(2);
    assertThat(pipeline.deadLetters("drop", "0-0").code()).isEqualTo(2);

    Said nothing = pipeline.deadLetters("show", "0-17");
    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.err()).contains("there is no dead letter 0-17");
    assertThat(pipeline.deadLetters("show", "99-1").err()).contains("has no partition 99");
  }
}
