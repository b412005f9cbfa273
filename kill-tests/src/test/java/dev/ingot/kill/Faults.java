package dev.ingot.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * In a worker's process: writes down each point that it passes, and kills it at those passings that
 * the test has armed. Without {@link #FOLDER} in the environment it does nothing.
 *
 * <p>The folder has three files: {@code armed}, a {@link Passing} on each line, is the test's,
 * which may write it anew at any time; {@code passed}, a point on each line, and {@code killed}, a
 * passing on each, are this process's, and those of its earlier lives.
 */
final class Faults {
  /** The environment variable that names the folder. */
  static final String FOLDER = "INGOT_KILL_FOLDER";

  private static final @Nullable Faults HERE = here();

  private final Path folder;

  /** Point to how often it was passed, in all lives. */
  private final Map<String, Integer> counts = new HashMap<>();

  private Faults(Path folder) {
    this.folder = folder;
    Path passed = folder.resolve("passed");
    if (Files.exists(passed)) {
      lines(passed).forEach(this::count);
    }
  }

  private static @Nullable Faults here() {
    String folder = System.getenv(FOLDER);
    return folder == null ? null : new Faults(Path.of(folder));
  }

  /** This process has just had an effect; it may not come back from here. */
  static void passed(String point) {
    Faults here = HERE;
    if (here != null) {
      here.pass(point);
    }
  }

  private synchronized void pass(String point) {
    write("passed", point);
    int count = count(point);
    for (String line : lines(folder.resolve("armed"))) {
      if (Passing.parse(line).isDue(point, count)) {
        write("killed", line);
        kill();
      }
    }
  }

  private int count(String point) {
    return counts.merge(point, 1, Integer::sum);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String line) {
    try {
      Files.write(
          folder.resolve(file),
          List.of(line),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@code kill -9}. Until it comes, no other thread passes a point either: the monitor is ours.
   */
  private static void kill() {
    try {
      new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
      new CountDownLatch(1).await();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("this process cannot kill itself", e);
    }
  }
}
