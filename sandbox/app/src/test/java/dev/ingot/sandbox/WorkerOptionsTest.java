package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.process.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker's JVM gets the same options in a container as out of it, and the page says which. */
class WorkerOptionsTest {
  private static final Path PROJECT = Path.of("../..");
  private static final Pattern DEFAULT_HEAP = Pattern.compile("ARG HEAP=(\\d+)m\n");

  @Test
  void thePageSaysThem() throws IOException {
    assertThat(read("docs/processes.md"))
        .contains("\n-Xmx64m " + String.join(" ", WorkerOptions.common()) + "\n");
  }

  @Test
  void theImagesTakeThemFromTheSameFile() throws IOException {
    assertThat(read("docker/Dockerfile"))
        .contains("ARG OPTIONS=worker.options\nCOPY docker/${OPTIONS} /opt/ingot/jvm.options\n");
    assertThat(read("docker/run")).contains(" \"-Xmx$HEAP\" @/opt/ingot/jvm.options ");
    assertThat(read("docker/worker.options").lines().filter(line -> line.startsWith("-")))
        .containsExactlyElementsOf(WorkerOptions.common());
  }

  /** One that is unknown, or experimental and not unlocked by then, ends the JVM. */
  @Test
  void anOlderJvmGoesWithoutWhatItDoesNotKnow() {
    assertThat(WorkerOptions.common())
        .containsSubsequence(
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:TrimNativeHeapInterval=10000");
  }

  @ParameterizedTest
  @EnumSource
  void itsHeapIsTheSameEverywhere(Worker worker) throws IOException {
    assertThat(read("docs/processes.md"))
        .contains(
            "| %s | `%s` | %d MB |"
                .formatted(worker.title(), worker.main().getName(), worker.heapMib()));
    assertThat(heapInItsContainer(worker)).isEqualTo(worker.heapMib());
  }

  private static int heapInItsContainer(Worker worker) throws IOException {
    Pattern arguments =
        Pattern.compile(
            "args: \\{PART: %s, MAIN: %s(?:, HEAP: (\\d+)m)?\\}"
                .formatted(worker.title(), Pattern.quote(worker.main().getName())));
    Matcher own = arguments.matcher(read("docker-compose.yml"));
    assertThat(own.find()).as("%s in docker-compose.yml", worker.title()).isTrue();
    if (own.group(1) != null) {
      return Integer.parseInt(own.group(1));
    }
    Matcher common = DEFAULT_HEAP.matcher(read("docker/Dockerfile"));
    assertThat(common.find()).as("a heap in the Dockerfile").isTrue();
    return Integer.parseInt(common.group(1));
  }

  private static String read(String file) throws IOException {
    return Files.readString(PROJECT.resolve(file));
  }
}
