package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.EventReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Staging and production of one service, as its team sees them, on one running stack. */
class EnvironmentsIT extends OnAStack {
  private static final String CANARY = "canary-c0ffee-";

  private final List<Object> events = new CopyOnWriteArrayList<>();
  private EventReader reader;

  @BeforeAll
  void read() {
    reader =
        EventReader.from(
            Instant.now().minusSeconds(60),
            List.of(Topics.IMAGES, Topics.FLEETS, Topics.OUTCOMES),
            endpoints().runtime(),
            new EventReader.Listener() {
              @Override
              public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
                events.add(event);
              }
            });
  }

  @AfterAll
  void close() {
    reader.close();
  }

  @Test
  void oneImageGoesThroughBothWithTheSettingsSecretsAndMigrationOfEach() throws Exception {
    SandboxSecrets.put(endpoints(), "/shop/staging/db", CANARY + "staging");
    SandboxSecrets.put(endpoints(), "/shop/production/db", CANARY + "production");
    Path migrated = folder.resolve("migrated");
    Path repository =
        repository(
            "shop",
            """
            hooks: {migrate: "echo $LEVEL $(printf '%%s' $DB | sha256sum | cut -c1-64) >> %s"}
            environments:
              - staging: {settings: {LEVEL: debug}, secrets: {DB: "ssm:/shop/staging/db"}}
              - production:
                  settings: {LEVEL: info}
                  secrets: {DB: "ssm:/shop/production/db"}
                  rollout: {approve: true}
            """
                .formatted(migrated));

    try (IngotProcess deploy = IngotProcess.start(home, "deploy", repository.toString())) {
      deploy.awaitOutput("ingot approve shop-production-", PATIENCE);
      String waiting = fleet("shop", "production").getDeployment().getId();
      assertThat(get("shop.staging")).isEqualTo("debug " + hash(CANARY + "staging"));
      assertThat(status("shop")).isEqualTo(404);
      approve(waiting);
      assertThat(deploy.exitCode(PATIENCE)).as(deploy::output).isZero();
    }

    assertThat(get("shop")).isEqualTo("info " + hash(CANARY + "production"));
    assertThat(images("shop"))
        .as("the poller has found the commit too, and made nothing of it")
        .extracting(image -> image.getDeployment().getEnvironment())
        .containsExactly("staging", "production");
    assertThat(images("shop"))
        .extracting(image -> image.getImage().getId())
        .containsOnly(images("shop").getFirst().getImage().getId());
    assertThat(Files.readAllLines(migrated))
        .containsExactly(
            "debug " + hash(CANARY + "staging"), "info " + hash(CANARY + "production"));
    assertThat(Canary.whereIn(home, CANARY)).isEmpty();
  }

  @Test
  void aSecretThatIsNotThereEndsTheDeploymentAndIsNamed() throws Exception {
    Path repository =
        repository(
            "lacking",
            """
            environments:
              - staging: {secrets: {DB: "ssm:/lacking/none"}, fleet: {startWithin: 15s}}
              - production
            """);

    assertThat(deploy(repository, 1))
        .contains("FAILED")
        .contains("secret DB (ssm:/lacking/none) was not resolved: ParameterNotFound");
    assertThat(environmentsOf("lacking")).containsExactly("staging");
  }

  @Test
  void aMigrationThatFailsEndsTheDeploymentWithItsLog() throws Exception {
    Path repository =
        repository(
            "migrating",
            """
            hooks: {migrate: "echo 'column price exists already'; exit 3"}
            environments: [staging, production]
            """);

    assertThat(deploy(repository, 1))
        .contains("hooks.migrate: it ended with exit code 3")
        .contains("column price exists already");
    assertThat(status("migrating.staging")).isEqualTo(404);
    assertThat(environmentsOf("migrating")).containsExactly("staging");
  }

  @Test
  void anEnvironmentIsLeftAloneOnceItIsNotInTheFileAndComesBackWithIt() throws Exception {
    Path repository = repository("pages", "environments: [staging, production]");
    deploy(repository, 0);
    assertThat(get("pages.staging")).startsWith("unset");

    change(repository, "environments: [{production: {settings: {LEVEL: two}}}]");
    deploy(repository, 0);
    assertThat(get("pages")).startsWith("two");
    assertThat(get("pages.staging")).startsWith("unset");

    assertThat(run("freeze", "pages", "--why", "sales"))
        .contains("Frozen: pages in all environments, until it is thawed.");
    change(
        repository,
        """
        environments:
          - staging: {settings: {LEVEL: three}}
          - production: {settings: {LEVEL: three}}
        """);
    String former = deploysOnceItIsThawed(repository);
    assertThat(get("pages.staging")).startsWith("three");
    assertThat(get("pages")).startsWith("three");
    plansWithoutChangingAnything(repository);
    goesBackInProductionAloneThrough(former);
    assertThat(environmentsOf("pages"))
        .containsExactly("staging", "production", "production", "staging", "production");
  }

  private void plansWithoutChangingAnything(Path repository) throws Exception {
    assertThat(plan(repository, 0))
        .contains("Nothing to do: it is live in staging and production.");
    // On a branch that nobody has registered, so that the poller does not see it.
    try (Git git = Git.open(repository.toFile())) {
      git.checkout().setCreateBranch(true).setName("next").call();
    }
    change(
        repository,
        """
        environments:
          - staging: {settings: {LEVEL: three}}
          - production: {settings: {LEVEL: four}}
        """);
    assertThat(plan(repository, 2, "--ref", "next"))
        .contains("image: to be baked")
        .contains("  ~ source: ingot.yaml\n")
        .contains("staging: another image; live is pages-staging-")
        .contains("production: another image, 1 change; live is pages-production-")
        .contains("  ~ settings.LEVEL  three -> four\n")
        .contains("    a fleet of 1, then 100% for 2s; judge health\n");
    change(repository, "environments: [{production: {rollout: {steps: [100, 5]}}}]");
    assertThat(plan(repository, 1, "--ref", "next"))
        .contains("would be refused")
        .contains("do not rise");
  }

  /**
   * Of the poller's and of the operator's commit the newer one waits, so that one is deployed.
   *
   * @return the fleet that was live in production before
   */
  private String deploysOnceItIsThawed(Path repository) throws Exception {
    String former = fleets("pages", "production").toList().getLast().getCandidate().getName();
    int before = images("pages").size();
    try (IngotProcess deploy = IngotProcess.start(home, "deploy", repository.toString())) {
      deploy.awaitOutput("From now on every commit", PATIENCE);
      awaitLogged(
          "waits: nothing is baked for pages while staging is frozen commit=" + head(repository));
      assertThat(get("pages")).startsWith("two");
      assertThat(images("pages")).hasSize(before);
      assertThat(run("thaw", "pages")).contains("Thawed pages.");
      assertThat(deploy.exitCode(PATIENCE)).as(deploy::output).isZero();
    }
    assertThat(images("pages")).hasSize(before + 2);
    return former;
  }

  private static String head(Path repository) throws Exception {
    try (Git git = Git.open(repository.toFile())) {
      return git.getRepository().resolve("HEAD").getName();
    }
  }

  private void goesBackInProductionAloneThrough(String former) throws Exception {
    String said =
        run("rollback", "pages", "production", "--why", "three is no better", "--wait", "2m");

    assertThat(get("pages")).startsWith("two");
    assertThat(get("pages.staging")).startsWith("three");
    assertThat(said).contains("It is live.");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              FleetProvisioned back = fleets("pages", "production").toList().getLast();
              assertThat(said).contains(", as " + back.getDeployment().getId());
              assertThat(back.getCandidate().getName()).isEqualTo(former);
            });
  }

  // --- what a team does ---

  private String run(String... arguments) throws Exception {
    try (IngotProcess command = IngotProcess.start(home, arguments)) {
      assertThat(command.exitCode(PATIENCE)).as(command::output).isZero();
      return command.output();
    }
  }

  private String plan(Path repository, int exitCode, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("plan", repository.toString(), "--detailed-exitcode"));
    arguments.addAll(List.of(more));
    try (IngotProcess plan = IngotProcess.start(home, arguments.toArray(String[]::new))) {
      assertThat(plan.exitCode(PATIENCE)).as(plan::output).isEqualTo(exitCode);
      return plan.output();
    }
  }

  private void approve(String deployment) throws Exception {
    try (IngotProcess approve =
        IngotProcess.start(home, "approve", deployment, "--reason", "looked at it")) {
      assertThat(approve.exitCode(PATIENCE)).as(approve::output).isZero();
    }
  }

  // --- what is there then ---

  private List<ImageReady> images(String service) {
    return events.stream()
        .filter(ImageReady.class::isInstance)
        .map(ImageReady.class::cast)
        .filter(image -> image.getDeployment().getService().equals(service))
        .toList();
  }

  /** Each commit's environments, in the order in which the commits were made. */
  private List<String> environmentsOf(String service) {
    return images(service).stream()
        .map(ImageReady::getDeployment)
        .map(of -> of.getCommit().getId() + " " + of.getEnvironment())
        .distinct()
        .map(of -> of.substring(of.indexOf(' ') + 1))
        .toList();
  }

  private FleetProvisioned fleet(String service, String environment) {
    await().atMost(PATIENCE).until(() -> fleets(service, environment).findFirst().isPresent());
    assertThat(
            events.stream()
                .filter(DeploymentFinished.class::isInstance)
                .map(DeploymentFinished.class::cast)
                .filter(end -> end.getDeployment().getEnvironment().equals(environment))
                .filter(end -> end.getDeployment().getService().equals(service))
                .map(DeploymentFinished::getOutcome))
        .doesNotContain(DeploymentOutcome.PROMOTED);
    return fleets(service, environment).findFirst().orElseThrow();
  }

  private Stream<FleetProvisioned> fleets(String service, String environment) {
    return events.stream()
        .filter(FleetProvisioned.class::isInstance)
        .map(FleetProvisioned.class::cast)
        .filter(fleet -> fleet.getDeployment().getService().equals(service))
        .filter(fleet -> fleet.getDeployment().getEnvironment().equals(environment));
  }

  private static String hash(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
