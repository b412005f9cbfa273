package dev.ingot.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jgit.api.Git;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * docker-compose.yml in containers: from a commit to its promotion, a worker killed on the way.
 * Skipped where there is no Docker engine, and where no base image can be had: {@code
 * INGOT_BASE_IMAGE} names one that is there already.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DockerIT {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private static Path repositories;
  private @Nullable ComposeStack running;

  @BeforeAll
  void start() throws IOException {
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "there is no Docker engine");
    String base = System.getenv("INGOT_BASE_IMAGE");
    assumeTrue(base != null, "INGOT_BASE_IMAGE names no base image");
    assumeTrue(ComposeStack.comes(base), "there is no image " + base);
    // In the containers nobody is the user who made these folders.
    Files.setPosixFilePermissions(repositories, PosixFilePermissions.fromString("rwxr-xr-x"));
    ComposeFile file =
        ComposeFile.read(
            PROJECT.resolve("docker-compose.yml"), Map.of("REPOSITORIES", repositories.toString()));
    running = new ComposeStack(file, PROJECT, base);
    running.start();
  }

  @AfterAll
  void stop() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  @Order(1)
  void nothingRunsAsRoot() throws Exception {
    for (Map.Entry<String, GenericContainer<?>> one : stack().all()) {
      assertThat(one.getValue().execInContainer("id", "-u").getStdout().strip())
          .as(one.getKey())
          .isNotEqualTo("0");
    }
  }

  @Test
  @Order(2)
  void aFirstCommitIsPromotedAndServes() throws Exception {
    commit("first");
    try (GenericContainer<?> deploy = deploy()) {
      deploy.start();
      awaitText(deploy, "PROMOTED");
    }
    assertThat(get()).isEqualTo("first");
  }

  @Test
  @Order(3)
  void aSecondOneIsPromotedThoughTheShifterIsKilledOnTheWay() throws Exception {
    commit("second");
    try (GenericContainer<?> deploy = deploy()) {
      deploy.start();
      awaitText(deploy, "50 %");
      stack().kill("traffic-shifter");
      stack().startAgain("traffic-shifter");
      awaitText(deploy, "PROMOTED");
      assertThat(deploy.getLogs().lines().filter(line -> line.contains(" outcome "))).hasSize(1);
    }
    assertThat(get()).isEqualTo("second");
    await().atMost(PATIENCE).until(() -> stack().healthy("traffic-shifter"));
  }

  private ComposeStack stack() {
    ComposeStack stack = running;
    assumeTrue(stack != null);
    return Objects.requireNonNull(stack);
  }

  private GenericContainer<?> deploy() {
    return stack().once("cli", "deploy", "/repositories/hello");
  }

  private static void awaitText(GenericContainer<?> container, String text) {
    await("'" + text + "'")
        .atMost(PATIENCE)
        .conditionEvaluationListener(
            condition -> {
              if (condition.getRemainingTimeInMS() <= 0) {
                System.out.println(container.getLogs());
              }
            })
        .until(() -> container.getLogs().contains(text) || !container.isRunning());
    assertThat(container.getLogs()).contains(text);
  }

  private String get() throws Exception {
    GenericContainer<?> sandbox = stack().get("sandbox");
    URI users =
        URI.create("http://%s:%d/".formatted(sandbox.getHost(), sandbox.getMappedPort(8080)));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(users)
                  .header("Host", "hello.localhost")
                  .timeout(Duration.ofMinutes(1))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** A service that answers with one word; the JDK of the base image runs it. */
  private static void commit(String word) throws Exception {
    Path folder = Files.createDirectories(repositories.resolve("hello"));
    Files.writeString(
        folder.resolve("Hello.java"),
        """
        import com.sun.net.httpserver.HttpServer;
        import java.net.InetSocketAddress;

        class Hello {
          public static void main(String[] args) throws Exception {
            int port = Integer.parseInt(System.getenv("PORT"));
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
            byte[] word = "%s".getBytes();
            server.createContext("/", exchange -> {
              exchange.sendResponseHeaders(200, word.length);
              exchange.getResponseBody().write(word);
              exchange.close();
            });
            server.start();
          }
        }
        """
            .formatted(word));
    Files.writeString(
        folder.resolve("ingot.yaml"),
        """
        service: hello
        image:
          base: debian-12
          build: javac Hello.java
          run: java -Xmx32m -XX:+UseSerialGC Hello
        fleet:
          instances: {min: 1, max: 2}
          type: t3.micro
          health: /
        rollout:
          steps: [50, 100]
          bake: 12s
        verify:
          minRequests: 0
        environments:
          - production: {}
        """);
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern(".").call();
      git.commit().setSign(false).setAuthor("Ada", "ada@example.org").setMessage(word).call();
    }
  }
}
