package dev.ingot.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * In a worker's process: writes down each point that it passes, and kills it at those that the test
 * has armed. Without {@link #FOLDER} in the environment it does nothing.
 *
 * <p>The folder has three files, a point on each line: {@code armed} is the test's, which may write
 * it anew at any time; {@code passed} and {@code killed} are this process's.
 */
final class Faults {
  /** The environment variable that names the folder. */
  static final String FOLDER = "INGOT_KILL_FOLDER";

  private static final @Nullable Faults HERE = here();

  private final Path folder;

  private Faults(Path folder) {
    this.folder = folder;
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
    if (armed().contains(point)) {
      write("killed", point);
      kill();
    }
  }

  private List<String> armed() {
    try {
      return Files.readAllLines(folder.resolve("armed"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String point) {
    try {
      Files.write(
          folder.resolve(file),
          List.of(point),
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
