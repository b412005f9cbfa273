package dev.ingot.sandbox.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A JVM in a process of its own, with the class path of this one. It ends when this process does,
 * however that ends, and sees none of its environment but what is needed to find programs.
 */
public final class JvmProcess implements AutoCloseable {
  private static final Set<String> INHERITED = Set.of("PATH", "HOME", "JAVA_HOME", "LANG", "TZ");
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(12);

  private final String name;
  private final Process process;
  private final Path log;

  private JvmProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * A process to be.
   *
   * @param name for people
   * @param main whose {@code main} runs
   * @param log where its output goes, appended
   */
  public static Builder of(String name, String main, Path log) {
    return new Builder(name, main, log);
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** What it printed, and prints. */
  public Path log() {
    return log;
  }

  /** Completes with the exit code; 128 and the signal's number after a signal. */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** {@code SIGKILL}: it has no time for anything. */
  public void kill() {
    process.destroyForcibly();
  }

  /** {@code SIGSTOP}: it is there and does nothing, until {@link #thaw}. */
  public void freeze() throws IOException {
    signal("STOP");
  }

  /** {@code SIGCONT}: it goes on as if no time had passed. */
  public void thaw() throws IOException {
    signal("CONT");
  }

  /** {@code SIGTERM}; returns at once. */
  public void terminate() {
    // Process.destroy would close the leash as well, and so kill it.
    process.toHandle().destroy();
  }

  /**
   * Waits for its end, and kills it when that does not come in time.
   *
   * @return whether it ended by itself
   */
  public boolean awaitEnd(Duration longest) {
    try {
      if (process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    process.onExit().orTimeout(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS).join();
    return false;
  }

  /** Memory that it has in RAM now, in bytes; Linux only. */
  public long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException(name + " has no memory: it is gone");
  }

  private void signal(String signal) throws IOException {
    Process sender =
        new ProcessBuilder("kill", "-" + signal, String.valueOf(pid()))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      if (!sender.waitFor(5, TimeUnit.SECONDS) || sender.exitValue() != 0) {
        throw new IOException("%s (process %d) takes no signal".formatted(name, pid()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends it within 12 s: {@code SIGTERM} first, {@code SIGKILL} where that is not enough. */
  @Override
  public void close() {
    if (!alive()) {
      return;
    }
    try {
      thaw();
    } catch (IOException e) {
      // It ends just now.
    }
    terminate();
    awaitEnd(LONGEST_CLOSE);
  }

  @Override
  public String toString() {
    return "%s (process %d)".formatted(name, pid());
  }

  /** How a process is started. */
  public static final class Builder {
    private final String name;
    private final String main;
    private final Path log;
    private final List<String> options = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private String classPath = ownClassPath();

    private Builder(String name, String main, Path log) {
      this.name = name;
      this.main = main;
      this.log = log;
    }

    /** Options of the JVM, such as {@code -Xmx64m}. */
    public Builder options(List<String> options) {
      this.options.addAll(options);
      return this;
    }

    public Builder arguments(String... arguments) {
      this.arguments.addAll(List.of(arguments));
      return this;
    }

    /** Variables that it sees besides {@code PATH} and the like. */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /** Instead of this process's own. */
    public Builder classPath(String classPath) {
      this.classPath = classPath;
      return this;
    }

    public JvmProcess start() throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      command.addAll(List.of("-cp", classPath, Leash.class.getName(), main));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().retainAll(INHERITED);
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
      return new JvmProcess(name, builder.start(), log);
    }

    /** Under Surefire the class path is a jar that names the real one. */
    private static String ownClassPath() {
      return System.getProperty(
          "surefire.test.class.path", System.getProperty("java.class.path", ""));
    }
  }
}
