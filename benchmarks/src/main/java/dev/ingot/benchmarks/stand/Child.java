package dev.ingot.benchmarks.stand;

import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A process of the measurement, and what it says. */
public final class Child implements AutoCloseable {
  private static final long LOOK_NANOS = 20_000_000;
  private static final int LAST_WORDS = 20;

  private final JvmProcess process;

  private Child(JvmProcess process) {
    this.process = process;
  }

  public static Child start(
      String name, Class<?> main, Path log, List<String> options, String... arguments)
      throws IOException {
    return new Child(
        JvmProcess.of(name, main.getName(), log).options(options).arguments(arguments).start());
  }

  /**
   * Waits for a line that begins so, and returns the rest of it.
   *
   * @throws IOException when the process ends, or the time, before it comes; with its last words
   */
  public String await(String beginning, Duration within) throws IOException {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      boolean alive = process.alive();
      for (String line : Files.readAllLines(process.log())) {
        if (line.startsWith(beginning)) {
          return line.substring(beginning.length());
        }
      }
      if (!alive || System.nanoTime() > deadline) {
        throw new IOException(
            "%s %s; its last words: %s"
                .formatted(process, alive ? "did not begin in time" : "has ended", lastWords()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(process.log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
  }

  /** What it has used of the processors so far, by the operating system's account. */
  public Duration cpu() {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow(() -> new IllegalStateException("no processor time is told of " + process));
  }

  public void kill() {
    process.kill();
  }

  public void terminate() {
    process.terminate();
  }

  @Override
  public void close() {
    process.close();
  }
}
