package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.Image;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.StandingOrder;
import dev.ingot.events.topics.Topics;
import dev.ingot.operator.Pipeline.Said;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.OneTransaction;
import dev.ingot.stage.StandingOrders;
import dev.ingot.stage.testkit.Events;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator orders, as the log has it then. */
@Timeout(300)
class OperatorOrdersIT {
  @TempDir private Path folder;
  private Pipeline pipeline;

  @BeforeEach
  void makeTopics() {
    pipeline = new Pipeline(OnABroker.get());
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  private Said ingot(int code, String... arguments) {
    Said said = pipeline.ingot(arguments);
    assertThat(said.code()).as(said.err() + said.out()).isEqualTo(code);
    return said;
  }

  private StandingOrder order() {
    return pipeline.events(Topics.CONTROLS).stream()
        .filter(order -> order.getService().equals("shop"))
        .reduce((older, newer) -> newer)
        .orElseThrow();
  }

  private Path repository(String service) throws Exception {
    Path its = Files.createDirectory(folder.resolve(service));
    Files.writeString(its.resolve("ingot.yaml"), "service: " + service + "\n");
    try (Git git = Git.init().setDirectory(its.toFile()).setInitialBranch("trunk").call()) {
      git.add().addFilepattern(".").call();
      git.commit().setSign(false).setAuthor("Ada", "ada@example.org").setMessage("one").call();
    }
    return its;
  }

  private Path environments(String services) throws Exception {
    return Files.writeString(
        folder.resolve("environments.yaml"),
        """
        environments:
          production:
            region: test-1
            subnets: [subnet-1]
            vpc: vpc-1
            listener: listener-1
            hostPattern: "{service}.test"
            artifactBucket: artifacts
            tick: 1s
        %s
        """
            .formatted(services));
  }

  @Test
  void aRegistrationAndAFreezeOfAServiceDoNotUndoEachOther() throws Exception {
    String shop = repository("shop").toString();
    String environments = environments("").toString();

    assertThat(ingot(1, "freeze", "shop").err()).contains("no service 'shop' is registered");
    ingot(0, "register", shop, "--environments", environments, "--who", "ann", "--why", "new");
    assertThat(order().getRegistration().getRepository()).isEqualTo(shop);
    assertThat(order().getRegistration().getRef()).isEqualTo("refs/heads/trunk");
    assertThat(order().getWho()).isEqualTo("ann");

    Said frozen = ingot(0, "freeze", "shop", "--environment", "production", "--for", "2h");
    assertThat(frozen.out()).startsWith("Frozen: shop in production, until 2");
    assertThat(ingot(0, "register", shop, "--environments", environments).out())
        .contains("Before: refs/heads/trunk of " + shop);
    ingot(0, "freeze", "--all", "--environment", "staging", "--why", "the network moves");
    try (StandingOrders orders = StandingOrders.open(pipeline.config())) {
      assertThat(orders.mayBegin("shop", "production")).isFalse();
      assertThat(orders.mayBegin("shop", "test")).isTrue();
      assertThat(orders.mayBegin("whatever", "production")).isTrue();
      assertThat(orders.mayBegin("whatever", "staging")).isFalse();
      assertThat(orders.registration("shop")).isPresent();
    }

    assertThat(ingot(0, "thaw", "shop").out())
        .isEqualToIgnoringNewLines(
            "Thawed shop. Still frozen: every service in staging, until it is thawed.");
    assertThat(order().getFreeze()).isNull();
    assertThat(order().getRegistration()).isNotNull();
    assertThat(ingot(0, "unregister", "shop").out()).contains("it came from refs/heads/trunk");
    assertThat(order().getRegistration()).isNull();
  }

  @Test
  void saysWhatItDoesNotUnderstand() {
    ingot(2, "freeze");
    ingot(2, "freeze", "shop", "--all");
    ingot(2, "thaw", "Shop");
    ingot(2, "rollback", "shop");
    ingot(2, "rollback", "shop", "../production");
  }

  @Test
  void onlyWhoMayDeployAServiceRegistersIt() throws Exception {
    String bound = path("services: {shop: {repository: https://git.test/acme/shop.git}}");
    String shop = repository("shop").toString();

    assertThat(ingot(1, "register", shop, "--environments", bound).err())
        .contains("https://git.test/acme/shop.git");
    assertThat(ingot(1, "register", shop, "--environments", path(""), "--ref", "none").err())
        .contains("has no branch none");
    ingot(2, "register", shop, "--environments", path(""), "--path", "../other");
    assertThat(pipeline.events(Topics.CONTROLS)).isEmpty();
  }

  private String path(String services) throws Exception {
    return environments(services).toString();
  }

  @Test
  void findsADeploymentThatIsOlderThanAnyUnderWay() {
    Deployment old = Events.deployment(Events.ENVIRONMENT).setId("old").build();
    LogTool log = pipeline.log();
    int partition = log.partition(Topics.IMAGES.name(log.prefix()), "shop", Duration.ofMinutes(1));
    try (OneTransaction once = log.take("test-old")) {
      once.commit(
          List.of(
              LogMessages.of(log, Topics.IMAGES, partition, Events.imageReady(old).build()),
              LogMessages.of(
                  log,
                  Topics.OUTCOMES,
                  partition,
                  Events.deploymentFinished(old, DeploymentOutcome.PROMOTED).build())),
          Instant.now().minus(Duration.ofDays(6)));
    }
    image("new", "ami-1");

    assertThat(ingot(1, "abort", "old").err()).contains("old has ended: PROMOTED");
    assertThat(ingot(1, "abort", "none").err()).contains("there is no deployment 'none'");
    assertThat(ingot(0, "pause", "new").out()).contains("new in production");
    assertThat(pipeline.events(Topics.COMMANDS))
        .extracting(OperatorCommand::getDeploymentId)
        .containsExactly("new");
    // As of the time that the brokers told, for whoever reads by the time of the messages.
    Instant issued = pipeline.events(Topics.COMMANDS).getFirst().getIssuedAt();
    assertThat(pipeline.messages("commands").getFirst().at()).isEqualTo(issued);
  }

  // --- rollback ---

  private ImageReady image(String id, String ami) {
    Deployment deployment = Events.deployment(Events.ENVIRONMENT).setId(id).build();
    ImageReady image =
        Events.imageReady(deployment)
            .setImage(new Image(ami, ami, "0".repeat(64)))
            .setReadyAt(Instant.now())
            .build();
    pipeline.publish(Topics.IMAGES, image);
    return image;
  }

  private void promoted(String id, String ami) {
    pipeline.publish(
        Topics.OUTCOMES,
        Events.deploymentFinished(image(id, ami).getDeployment(), DeploymentOutcome.PROMOTED)
            .build());
  }

  @Test
  void aRollbackIsSaidWithItsCommandAndAbortsWhatIsUnderWay() {
    promoted("one", "ami-1");
    promoted("two", "ami-2");
    image("three", "ami-3");

    String[] words = {"rollback", "shop", "production", "--why", "orders fail", "--wait", "10ms"};
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Said said = ingot(1, words);

    assertThat(said.err()).contains("has not ended within", "it goes on");

    ImageReady back = pipeline.events(Topics.IMAGES).getLast();
    assertThat(said.out())
        .contains("Aborted three.")
        .contains("from two to one, as " + back.getDeployment().getId());
    assertThat(back.getDeployment().getCause()).isEqualTo(Cause.ROLLBACK);
    assertThat(back.getImage().getId()).isEqualTo("ami-1");
    List<OperatorCommand> commands = pipeline.events(Topics.COMMANDS);
    assertThat(commands)
        .extracting(OperatorCommand::getCommand)
        .containsExactly(CommandKind.ABORT, CommandKind.ROLLBACK);
    assertThat(commands.getLast().getDeploymentId()).isEqualTo(back.getDeployment().getId());
    assertThat(commands.getLast().getWhy()).isEqualTo("orders fail");
    // The brokers have this machine's clock; what asked them for it is not to be seen.
    Instant began = back.getDeployment().getStartedAt();
    assertThat(began).isBetween(before, Instant.now());
    assertThat(pipeline.messages("images").getLast().at()).isEqualTo(began);
    assertThat(pipeline.messages("commands")).extracting(LogMessage::at).containsOnly(began);
    // All that is about a service is in one partition.
    int partition = pipeline.messages("images").getFirst().partition();
    assertThat(pipeline.messages("images"))
        .extracting(LogMessage::partition)
        .containsOnly(partition);
    assertThat(pipeline.messages("commands"))
        .extracting(LogMessage::partition)
        .containsOnly(partition);

    assertThat(ingot(1, "rollback", "shop", "production").err()).contains("is under way");
    assertThat(ingot(1, "redeploy", "shop", "production").err()).contains("is under way");
  }

  @Test
  void aRollbackAbortsWhatCameInBetweenTheLookAtTheLogAndItsImage() {
    promoted("one", "ami-1");
    promoted("two", "ami-2");
    image("three", "ami-3");

    IntentDesk desk = new IntentDesk(pipeline.log(), Duration.ofMinutes(1), Duration.ofDays(5));
    Intent.Begun begun =
        desk.begin(
            "shop",
            Events.ENVIRONMENT,
            (past, now) -> {
              image("between", "ami-4");
              return Intent.rollback(
                  past, Optional.empty(), new Intent.Asked("id", "ann", "orders fail", now));
            });

    assertThat(begun.aborts())
        .extracting(OperatorCommand::getDeploymentId)
        .containsExactly("three", "between");
    assertThat(pipeline.events(Topics.COMMANDS))
        .extracting(OperatorCommand::getDeploymentId)
        .containsExactly("three", begun.deployment(), "between");
    assertThat(pipeline.events(Topics.COMMANDS).getLast())
        .satisfies(
            abort -> {
              assertThat(abort.getCommand()).isEqualTo(CommandKind.ABORT);
              assertThat(abort.getWhy()).isEqualTo("it goes back to one: orders fail");
            });
  }
}
