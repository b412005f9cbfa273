package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the builder's command in a folder, with files in the place of the store. */
class BakeScriptIT {
  @TempDir Path folder;
  private Path root;
  private Path log;

  private record Result(int exit, String output) {}

  @BeforeEach
  void archive() throws Exception {
    root = Files.createDirectories(folder.resolve("root"));
    log = folder.resolve("whole.log");
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(tree.resolve("README"), "hello");
    run(List.of("tar", "-czf", folder.resolve("s.tar.gz").toString(), "-C", tree.toString(), "."));
  }

  @Test
  void unpacksTheSourceAndRunsTheBakeInIt() throws Exception {
    Result result = bake("cat README; echo built > \"${INGOT_ROOT}/opt/ingot/run\"");

    assertThat(result).isEqualTo(new Result(0, "hello"));
    assertThat(root.resolve("opt/ingot/run")).hasContent("built");
    assertThat(log).hasContent("hello");
    assertThat(files(root.resolve("var/tmp"))).isEmpty();
  }

  @Test
  void aFailureHasItsExitCodeAndItsWords() throws Exception {
    Result result = bake("echo 'no such symbol' >&2\nexit 3");

    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.output()).contains("no such symbol");
    assertThat(log).content().contains("no such symbol");
  }

  @Test
  void aSecondRunJoinsTheFirst() throws Exception {
    String bake = "echo once >> \"${INGOT_ROOT}/count\"; echo done; exit 4";

    Result first = bake(bake);
    Result second = bake(bake);

    assertThat(second).isEqualTo(first);
    assertThat(root.resolve("count")).hasContent("once");
  }

  @Test
  void keepsTheLastWordsOfABuildThatPrintsTooMuch() throws Exception {
    Result result = bake("head -c 70000000 /dev/zero | tr '\\0' 'x'; echo; echo 'the end'; exit 1");

    assertThat(result.output()).endsWith("the end\n").hasSizeLessThanOrEqualTo(16_384);
    assertThat(Files.size(log)).isEqualTo(64L * 1024 * 1024);
  }

  @Test
  void doesNotWaitForWhatABuildLeavesBehind() throws Exception {
    Result result = bake("echo first; (sleep 600 & echo $! > \"${INGOT_ROOT}/left\"); exit 0");
    long left = Long.parseLong(Files.readString(root.resolve("left")).strip());
    ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);

    assertThat(result.exit()).isZero();
    assertThat(result.output())
        .isEqualTo(
            "first\ningot: the build has left processes behind; they end with the builder\n");
    assertThat(log).hasContent("first");
  }

  @Test
  void aMissingArchiveIsAFailure() throws Exception {
    Files.delete(folder.resolve("s.tar.gz"));

    assertThat(bake("true").exit()).isNotZero();
  }

  private Result bake(String script) throws Exception {
    String command = BakeScript.of("i-1", folder.resolve("s.tar.gz").toUri(), log.toUri(), script);
    return run(List.of("sh", "-c", command));
  }

  private Result run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().put("INGOT_ROOT", root.toString());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private static List<Path> files(Path of) throws IOException {
    try (Stream<Path> paths = Files.list(of)) {
      return paths.toList();
    }
  }
}
