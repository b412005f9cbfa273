package dev.ingot.sandbox.cloud.machine;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Starts processes: a session of their own, an environment of their own, nothing to read. */
final class Launcher {
  private static final boolean SETSID = onPath("setsid");

  private Launcher() {}

  static boolean hasSetsid() {
    return SETSID;
  }

  /** Starts a command; its environment is just the given one. */
  static Process start(
      List<String> command, Map<String, String> environment, Path folder, boolean mergeErrors)
      throws IOException {
    List<String> words = new ArrayList<>();
    if (SETSID) {
      // The child is no group's leader yet, so setsid need not fork: the session has its pid.
      words.add("setsid");
    }
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder
        .directory(folder.toFile())
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectErrorStream(mergeErrors)
        .start();
  }

  /**
   * Copies until the stream's end, on a thread of its own: a pipe's end may be held open for long,
   * by a child of a child.
   */
  static CompletableFuture<Void> pump(String name, InputStream from, OutputStream to) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("output-" + name)
        .stackSize(128 * 1024)
        .start(
            () -> {
              try (from) {
                from.transferTo(to);
              } catch (IOException e) {
                // The process was killed, or the disk is full: there is no more to keep.
              } finally {
                done.complete(null);
              }
            });
    return done;
  }

  static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
