package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ingot.events.PushReported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hook for plain git servers, in a real push. */
@Timeout(300)
class PostReceiveIT {
  private static final Path HOOK = Path.of("src/main/scripts/post-receive");

  @TempDir Path folder;
  private Path origin;
  private Path work;
  private Path secret;
  private Path tools;
  private TestServer server;

  private record Ran(String output) {}

  @BeforeEach
  void repositories() throws Exception {
    for (String tool : List.of("git", "curl", "openssl")) {
      assumeThat(isThere(tool)).as(tool).isTrue();
    }
    server = TestServer.start(Files.createDirectory(folder.resolve("secrets")), Limits.DEFAULT);
    origin = folder.resolve("origin.git");
    work = folder.resolve("work");
    tools = watchedTools();
    secret = Files.writeString(folder.resolve("secret"), "\n  " + Sample.PLAIN_SECRET + "\n");
    git(folder, "init", "--quiet", "--bare", origin.toString());
    git(folder, "init", "--quiet", "--initial-branch=main", work.toString());
    Files.createSymbolicLink(origin.resolve("hooks/post-receive"), HOOK.toAbsolutePath());
    git(origin, "config", "ingot.webhook", server.server().uri("git").toString());
    git(origin, "config", "ingot.repository", "https://git.test/shop.git");
    git(origin, "config", "ingot.secretFile", secret.toString());
    commit("one");
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void reportsAPush() throws Exception {
    Ran push = push("main");

    assertThat(push.output()).doesNotContain("ingot:");
    assertThat(server.reported())
        .extracting(PushReported::getClaimedCommit)
        .containsExactly(git(work, "rev-parse", "HEAD").output().strip());
  }

  @Test
  void reportsAPushOfSeveralRefsWithOddNames() throws Exception {
    git(work, "tag", "v1");
    git(work, "branch", "it's\"$(touch>ran)");

    Ran push = push("main", "v1", "it's\"$(touch>ran)");

    assertThat(push.output()).doesNotContain("ingot:");
    assertThat(server.reported()).hasSize(1);
    assertThat(origin.resolve("ran")).doesNotExist();
    assertThat(work.resolve("ran")).doesNotExist();
  }

  @Test
  void signsWithALongSecret() throws Exception {
    String text = "k".repeat(100);
    Files.writeString(secret, text);
    Files.writeString(folder.resolve("secrets").resolve("shop"), text);

    push("main");

    assertThat(server.reported()).hasSize(1);
  }

  @Test
  void neverFailsThePush() throws Exception {
    Files.writeString(secret, "another");
    assertThat(push("main").output()).contains("the push was not reported (status 401)");

    git(origin, "config", "ingot.webhook", "http://127.0.0.1:1/webhooks/git");
    commit("two");
    assertThat(push("main").output()).contains("the push was not reported (status 000)");

    Files.delete(secret);
    commit("three");
    assertThat(push("main").output()).contains("cannot be read; nobody is told");

    git(origin, "config", "--unset", "ingot.webhook");
    commit("four");
    assertThat(push("main").output()).contains("ingot.webhook is not set; nobody is told");
  }

  @Test
  void neverGivesTheSecretToAProcessAsAnArgument() throws Exception {
    push("main");

    assertThat(server.reported()).hasSize(1);
    assertThat(Files.readString(folder.resolve("arguments")))
        .contains("--data-binary", "dgst")
        .doesNotContain(Sample.PLAIN_SECRET);
  }

  private Ran push(String... refs) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("push", "--quiet", origin.toString()));
    arguments.addAll(List.of(refs));
    return git(work, arguments.toArray(String[]::new));
  }

  private void commit(String message) throws Exception {
    git(
        work,
        "-c",
        "user.name=it",
        "-c",
        "user.email=it@git.test",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        message);
  }

  private Ran git(Path in, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return new Ran(output);
  }

  /** Tools that write down what they are called with, and then do it. */
  private Path watchedTools() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool : List.of("curl", "openssl", "sed", "od", "cut", "tr", "paste")) {
      Path script =
          Files.writeString(
              bin.resolve(tool),
              "#!/bin/sh\necho \"$0 $*\" >>%s/arguments\nPATH=${PATH#*:} exec %s \"$@\"\n"
                  .formatted(folder, tool));
      script.toFile().setExecutable(true);
    }
    return bin;
  }

  private static boolean isThere(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
