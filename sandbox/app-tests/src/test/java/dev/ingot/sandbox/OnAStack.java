package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tests on one running stack have in common: the stack, repositories, and users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnAStack {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir static Path folder;
  Path home;
  private IngotProcess up;

  @BeforeAll
  final void start() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    up =
        IngotProcess.start(
            home,
            "up",
            "--port=0",
            "--aws-port=0",
            "--kafka-port=0",
            "--registry-port=0",
            "--webhook-port=0");
    up.awaitOutput("./ingot deploy", Duration.ofMinutes(2));
  }

  @AfterAll
  final void stop() throws Exception {
    try (IngotProcess running = up) {
      running.stop();
      running.assertNothingLeft();
    }
  }

  // --- what a team does ---

  final Path repository(String service, String environments) throws Exception {
    Path repository = Files.createDirectory(folder.resolve(service));
    Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call().close();
    Path serve = repository.resolve("serve");
    Files.writeString(
        serve,
        """
        #!/bin/sh
        files=$(mktemp -d)
        mkdir "$files/part"
        echo "${LEVEL:-unset} $(printf '%s' "${DB:-}" | sha256sum | cut -c1-64)" > "$files/seen"
        cp "$files/seen" "$files/part/seen"
        cp "$files/seen" "$files/partner"
        exec "$JAVA_HOME/bin/java" -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
          -m jdk.httpserver -b 127.0.0.1 -p "$PORT" -d "$files"
        """);
    Files.setPosixFilePermissions(serve, PosixFilePermissions.fromString("rwxr-xr-x"));
    change(repository, environments);
    return repository;
  }

  final void change(Path repository, String environments) throws Exception {
    Files.writeString(
        repository.resolve("ingot.yaml"),
        """
        service: %s
        image: {base: debian-12, run: ./serve}
        fleet: {instances: {min: 1, max: 1}, type: t3.micro, health: /seen}
        rollout: {steps: [100], bake: 2s}
        verify: {minRequests: 0}
        %s
        """
            .formatted(repository.getFileName(), environments));
    commit(repository);
  }

  static void commit(Path repository) throws Exception {
    try (Git git = Git.open(repository.toFile())) {
      git.add().addFilepattern(".").call();
      git.commit().setSign(false).setAuthor("Ada", "ada@example.org").setMessage("one").call();
    }
  }

  final String deploy(Path repository, int exitCode) throws Exception {
    try (IngotProcess deploy = IngotProcess.start(home, "deploy", repository.toString())) {
      assertThat(deploy.exitCode(PATIENCE)).as(deploy::output).isEqualTo(exitCode);
      return deploy.output();
    }
  }

  // --- what there is then ---

  /** Waits until a worker of the stack has logged something. */
  final void awaitLogged(String text) {
    up.awaitLog(text, PATIENCE);
  }

  final Endpoints endpoints() {
    return Endpoints.read(home.resolve("up")).orElseThrow();
  }

  final String get(String host) throws Exception {
    return get(host, "/seen");
  }

  final String get(String host, String path) throws Exception {
    HttpResponse<String> answer = ask(host, path);
    assertThat(answer.statusCode()).as(answer::body).isEqualTo(200);
    return answer.body().strip();
  }

  final int status(String host) throws Exception {
    return ask(host, "/seen").statusCode();
  }

  final HttpResponse<String> ask(String host, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(endpoints().listener().resolve(path))
              .header("Host", host + ".localhost")
              .timeout(Duration.ofMinutes(1))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
