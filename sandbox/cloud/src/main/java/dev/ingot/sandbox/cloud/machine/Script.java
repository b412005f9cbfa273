package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one POSIX sh script on a machine, and waits for it. */
final class Script {
  /** A child that runs on may hold the output open; what it says later is nobody's. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final MachineFolder folder;
  private final Processes processes;
  private final Map<String, String> environment;

  Script(MachineFolder folder, Processes processes, Map<String, String> environment) {
    this.folder = folder;
    this.processes = processes;
    this.environment = environment;
  }

  /** A script that runs; its output is being copied. */
  record Running(Processes.Started started, CompletableFuture<Void> output, Processes processes) {
    /** The exit code, or empty when the time was up and the script and its children were killed. */
    OptionalInt await(Duration timeout) {
      try {
        int exitCode =
            started.process().onExit().get(timeout.toNanos(), TimeUnit.NANOSECONDS).exitValue();
        output.completeOnTimeout(null, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS).join();
        processes.exited(started);
        return OptionalInt.of(exitCode);
      } catch (TimeoutException | InterruptedException e) {
        started.tree().kill();
        processes.exited(started);
        return OptionalInt.empty();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a process's exit never fails", e);
      }
    }
  }

  /** Starts it, with one stream for both outputs when they are the same. */
  Running start(String text, OutputStream out, OutputStream err) throws IOException {
    boolean merge = out.equals(err);
    List<String> command = List.of("sh", folder.script(text).toString());
    Processes.Started started = processes.start(command, environment, folder.root(), merge);
    Process process = started.process();
    String name = folder.root().getFileName().toString();
    CompletableFuture<Void> output = Launcher.pump(name, process.getInputStream(), out);
    if (!merge) {
      output = CompletableFuture.allOf(output, Launcher.pump(name, process.getErrorStream(), err));
    }
    return new Running(started, output, processes);
  }
}
