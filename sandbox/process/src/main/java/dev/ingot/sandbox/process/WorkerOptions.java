package dev.ingot.sandbox.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Options of every worker's JVM: of {@code docker/}, one file for workers in containers and not.
 */
public final class WorkerOptions {
  private static final String FILE = "worker.options";

  private WorkerOptions() {}

  /**
   * With the most that its heap may be.
   *
   * @param heapMib in MiB, at least 1
   */
  public static List<String> withHeap(int heapMib) {
    return Stream.concat(Stream.of("-Xmx" + heapMib + "m"), common().stream()).toList();
  }

  /** What all have in common: an argument file of {@code java}, one option a line. */
  public static List<String> common() {
    try (InputStream in = Objects.requireNonNull(WorkerOptions.class.getResourceAsStream(FILE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("-"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the workers' options cannot be read", e);
    }
  }
}
