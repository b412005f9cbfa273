package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line in a process of its own, as a user runs it. */
final class IngotProcess implements AutoCloseable {
  private final Process process;
  private final Path home;
  private final Path output;
  private final Path log;

  private IngotProcess(Process process, Path home, Path output, Path log) {
    this.process = process;
    this.home = home;
    this.output = output;
    this.log = log;
  }

  static IngotProcess start(Path home, String... arguments) {
    Path log = home.resolve(arguments[0] + ".log");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xmx224m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dingot.home=" + home,
            "-Dlogback.configurationFile=logback.xml",
            "-Dingot.log=" + log,
            "-Dingot.project=" + Path.of("../..").toAbsolutePath().normalize(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(home.getParent(), arguments[0], ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      // As the launcher does: builds and services in the sandbox find their JDK by it.
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      return new IngotProcess(process, home, output, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Exit code of the process, which ends within the time. */
  int exitCode(Duration within) throws InterruptedException {
    assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
        .as(() -> "it ends by itself; it said:\n" + output() + "\nand logged:\n" + log())
        .isTrue();
    return process.exitValue();
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitOutput(String text, Duration within) {
    await("'" + text + "' in:\n" + output())
        .atMost(within)
        .until(() -> output().contains(text) || !process.isAlive());
    assertThat(output()).contains(text);
  }

  /** Waits until something is in its log, which a stack's workers write, too. */
  void awaitLog(String text, Duration within) {
    await("'" + text + "' in the log")
        .atMost(within)
        .until(() -> Files.readString(log).contains(text) || !process.isAlive());
    assertThat(log).content().contains(text);
  }

  private String log() {
    try (Stream<Path> files = Files.list(home)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
        List<String> lines = Files.readAllLines(file);
        lines
            .subList(Math.max(0, lines.size() - 60), lines.size())
            .forEach(l -> all.append(l).append('\n'));
      }
      return all.toString();
    } catch (IOException e) {
      return String.valueOf(e);
    }
  }

  /** Ctrl-C. */
  void stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it stops when told to").isTrue();
  }

  /** All that it has started, and what those have. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("nobody survives it").isTrue();
  }

  /** No process works in its folder any more, and nothing but logs and locks is in there. */
  void assertNothingLeft() throws IOException {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      assertThat(all.filter(this::worksInHome).toList()).as("processes left behind").isEmpty();
    }
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .as("files left behind")
          .allMatch(name -> name.endsWith(".log") || name.endsWith(".lock"));
    }
  }

  private boolean worksInHome(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", "" + process.pid(), "cwd")).startsWith(home);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
