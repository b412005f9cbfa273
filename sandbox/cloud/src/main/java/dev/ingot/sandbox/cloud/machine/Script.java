package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one POSIX sh script on a machine, and waits for it. */
final class Script {
  /** A child that runs on may hold the output open; what it says later is nobody's. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  /** How often the disk is looked at, and how much longer than the look itself the pause is. */
  private static final long LOOK_NANOS = 250_000_000;

  private static final int PAUSE = 10;
  private static final int KILLED = 128 + 9;

  /** No single file outgrows the disk between two looks, where the system can see to it. */
  private static final boolean LIMITS = Launcher.onPath("prlimit");

  private final MachineFolder folder;
  private final Confines confines;
  private final Processes processes;
  private final Map<String, String> environment;

  Script(
      MachineFolder folder,
      Confines confines,
      Processes processes,
      Map<String, String> environment) {
    this.folder = folder;
    this.confines = confines;
    this.processes = processes;
    this.environment = environment;
  }

  /** For whoever has filled the disk. */
  String diskFull() {
    return confines.disk().full();
  }

  /** For whoever has started too many processes. */
  String tooMany() {
    return Confines.crowded(processes.most(confines.processes()));
  }

  /** How a script ended. */
  enum End {
    EXITED,
    TIMED_OUT,
    DISK_FULL,
    CROWDED
  }

  /**
   * What came of a script.
   *
   * @param exitCode 128 + 9 when it was killed
   */
  record Ended(End how, int exitCode) {}

  /** A script that runs; its output is being copied. */
  final class Running {
    private final Processes.Started started;
    private final CompletableFuture<Void> output;
    private final long refusals;

    private Running(Processes.Started started, CompletableFuture<Void> output) {
      this.started = started;
      this.output = output;
      this.refusals = processes.refusals();
    }

    Processes.Started started() {
      return started;
    }

    /**
     * Waits; when the time is up, the disk is full or there is room for no more processes, it is
     * killed.
     */
    Ended await(Duration timeout) {
      long deadline = System.nanoTime() + timeout.toNanos();
      CompletableFuture<Process> exit = started.process().onExit();
      long pause = LOOK_NANOS;
      try {
        while (true) {
          long left = deadline - System.nanoTime();
          if (exited(exit, Math.min(pause, left))) {
            output.completeOnTimeout(null, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS).join();
            int code = exit.join().exitValue();
            // Where nobody counts, what is left running tells, if it is left.
            if (code != 0 && isCrowded()) {
              return crowded();
            }
            processes.exited(started);
            return new Ended(full() ? End.DISK_FULL : End.EXITED, code);
          }
          if (left <= pause) {
            return killed(End.TIMED_OUT);
          }
          long began = System.nanoTime();
          if (full()) {
            return killed(End.DISK_FULL);
          }
          if (isCrowded()) {
            return crowded();
          }
          pause = Math.max(LOOK_NANOS, PAUSE * (System.nanoTime() - began));
        }
      } catch (InterruptedException e) {
        return killed(End.TIMED_OUT);
      }
    }

    /**
     * What was refused a process seldom gets over it: a shell ends there, and whoever waits for it
     * waits until the time is up.
     */
    private boolean isCrowded() {
      return processes.refusals() > refusals || processes.crowded();
    }

    /** Ends all that the machine runs: one by one they would come back as fast as they go. */
    private Ended crowded() {
      processes.killAll();
      return killed(End.CROWDED);
    }

    private boolean full() {
      return !confines.disk().holds(folder.root(), folder.beside());
    }

    private Ended killed(End how) {
      started.tree().kill();
      processes.exited(started);
      return new Ended(how, KILLED);
    }
  }

  private static boolean exited(CompletableFuture<Process> exit, long nanos)
      throws InterruptedException {
    try {
      exit.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a process's exit never fails", e);
    }
  }

  /** Starts it, with one stream for both outputs when they are the same. */
  Running start(String text, OutputStream out, OutputStream err) throws IOException {
    boolean merge = out.equals(err);
    List<String> command = new ArrayList<>();
    if (LIMITS) {
      command.addAll(List.of("prlimit", "--fsize=" + confines.disk().bytes(), "--"));
    }
    command.addAll(List.of("sh", folder.script(text).toString()));
    Processes.Started started = processes.start(command, environment, folder.root(), merge);
    Process process = started.process();
    String name = folder.root().getFileName().toString();
    CompletableFuture<Void> output = Launcher.pump(name, process.getInputStream(), out);
    if (!merge) {
      output = CompletableFuture.allOf(output, Launcher.pump(name, process.getErrorStream(), err));
    }
    return new Running(started, output);
  }
}
