package dev.ingot.sandbox.cloud.machine;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Starts processes: a session of their own, an environment of their own, nothing to read. */
final class Launcher {
  private static final boolean SETSID = onPath("setsid");
  private static final Map<String, String> TOOLS = new ConcurrentHashMap<>();

  /** A pipe takes as much, however full the system is of others, and nobody waits for a reader. */
  private static final int AT_ONCE = 4_096;

  private Launcher() {}

  static boolean hasSetsid() {
    return SETSID;
  }

  /** Starts a command; its environment is just the given one. */
  static Process start(
      List<String> command, Map<String, String> environment, Path folder, boolean mergeErrors)
      throws IOException {
    return start(command, environment, folder, mergeErrors, Redirect.from(new File("/dev/null")));
  }

  /** The same, and it is given this to read. */
  static Process start(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      boolean mergeErrors,
      String input)
      throws IOException {
    Process process = start(command, environment, folder, mergeErrors, Redirect.PIPE);
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= AT_ONCE) {
      feed(process, bytes);
    } else {
      Thread.ofPlatform().daemon().name("input").start(() -> feed(process, bytes));
    }
    return process;
  }

  private static void feed(Process process, byte[] bytes) {
    try (OutputStream to = process.getOutputStream()) {
      to.write(bytes);
    } catch (IOException e) {
      // It has ended; how, it says itself.
    }
  }

  private static Process start(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      boolean mergeErrors,
      Redirect input)
      throws IOException {
    List<String> words = new ArrayList<>();
    if (SETSID) {
      // The child is no group's leader yet, so setsid need not fork: the session has its pid.
      words.add(tool("setsid"));
    }
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder
        .directory(folder.toFile())
        .redirectInput(input)
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

  /** The PATH of this process. */
  static String ownPath() {
    return System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
  }

  static boolean onPath(String program) {
    return find(program).isPresent();
  }

  /**
   * Where one of the system's programs is, looked for once: what is put in front of it later, or on
   * a machine's own PATH, is not run in its place. Its name where it is not there.
   */
  static String tool(String name) {
    return TOOLS.computeIfAbsent(name, it -> find(it).orElse(it));
  }

  private static Optional<String> find(String program) {
    return Arrays.stream(ownPath().split(File.pathSeparator, -1))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(Path::toString)
        .findFirst();
  }
}
