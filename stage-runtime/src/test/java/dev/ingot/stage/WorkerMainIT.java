package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.stage.config.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker's process, from the first line to its exit code. */
@Timeout(300)
class WorkerMainIT {
  /** A worker of two parts that say when they are closed. */
  public static final class Worker {
    private Worker() {}

    public static void main(String[] arguments) {
      WorkerMain.run("worker", Worker::open);
    }

    private static void open(Map<String, String> settings, List<AutoCloseable> parts) {
      RuntimeConfig config = Config.read(RuntimeConfig.class, settings);
      parts.add(() -> System.out.println("closed first"));
      if (config.slot() == 9) {
        throw new IllegalStateException("slot 9 is broken");
      }
      if (config.slot() == 8) {
        ProcessHealth.add(new Hopeless());
      }
      parts.add(() -> System.out.println("closed second"));
      System.out.println("open");
    }
  }

  /** A part that has failed for good. */
  private record Hopeless() implements Health {
    @Override
    public boolean live() {
      return false;
    }

    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public List<String> reasons() {
      return List.of("slot 8 is hopeless");
    }
  }

  private static Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Worker.class.getName());
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).start();
  }

  private static List<String> restOf(BufferedReader out) {
    try (Stream<String> lines = out.lines()) {
      return lines.toList();
    }
  }

  @Test
  void closesItsPartsInTheOppositeOrderWhenToldToStop() throws Exception {
    Process process = start(Map.of("INGOT_WORKER_SLTO", "1"));
    try (BufferedReader out = process.inputReader(UTF_8)) {
      List<String> before =
          out.lines().takeWhile(line -> !line.endsWith("The worker runs")).toList();
      process.toHandle().destroy();
      List<String> after = restOf(out);

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(before).contains("open");
      assertThat(before).anyMatch(line -> line.contains("Did you mean ingot.worker.slot?"));
      assertThat(after).containsSubsequence("closed second", "closed first");
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void saysInOneLineWhatIsWrongWithTheConfiguration() throws Exception {
    Process process = start(Map.of("INGOT_WORKER_SLOT", "first"));
    try (BufferedReader out = process.inputReader(UTF_8)) {
      List<String> lines = restOf(out);

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(lines)
          .containsExactly(
              "worker: ingot.worker.slot cannot be 'first'; it takes a whole number"
                  + " (environment variable INGOT_WORKER_SLOT)");
      assertThat(process.exitValue()).isEqualTo(2);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void closesWhatIsOpenWhenItCannotStart() throws Exception {
    Process process = start(Map.of("INGOT_WORKER_SLOT", "9"));
    try (BufferedReader out = process.inputReader(UTF_8)) {
      List<String> lines = restOf(out);

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(lines).contains("closed first").doesNotContain("closed second");
      assertThat(lines).anyMatch(line -> line.contains("slot 9 is broken"));
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void endsWhenAPartCannotGoOn() throws Exception {
    Process process = start(Map.of("INGOT_WORKER_SLOT", "8"));
    try (BufferedReader out = process.inputReader(UTF_8)) {
      List<String> lines = restOf(out);

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(lines).containsSubsequence("open", "closed second", "closed first");
      assertThat(lines).contains("worker: can't go on: slot 8 is hopeless");
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }
}
