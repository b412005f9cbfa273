package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's own view of processes, by Linux's namespaces: whatever runs in it sees and signals
 * nobody outside, and ends with it, whatever it has done to be forgotten. Files and network are not
 * kept apart. Where the system allows no namespaces, machines go without.
 */
final class Cell {
  private static final Logger LOG = LoggerFactory.getLogger(Cell.class);
  private static final long PATIENCE_SECONDS = 10;
  private static final List<String> NEW =
      List.of("--pid", "--fork", "--kill-child", "--mount-proc");
  private static final List<String> AS_SOMEBODY = List.of("--user", "--map-current-user");

  /**
   * The first process of a cell, which adopts what others leave behind. Linux keeps signals from it
   * that it does not ask for; the dead are taken away by {@code wait}.
   */
  private static final String FIRST = "echo ready; while :; do sleep 3600 & wait; done";

  private final Process keeper;

  /** Found out by trying, once; in a class of its own, for another thread helps with it. */
  private static final class Way {
    /** What unshare has to be told for this user; empty where it may not. */
    static final Optional<List<String>> FOUND = way();

    private Way() {}
  }

  private Cell(Process keeper) {
    this.keeper = keeper;
  }

  /** Whether machines have cells here. */
  static boolean available() {
    return Way.FOUND.isPresent();
  }

  /**
   * Makes one, where it can be made.
   *
   * @param environment by which its keeper is found again when this JVM is killed
   */
  static Optional<Cell> open(Map<String, String> environment, Path folder) throws IOException {
    if (Way.FOUND.isEmpty()) {
      return Optional.empty();
    }
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    List<String> command = unshare(Way.FOUND.get());
    // Without the mark, or whoever ends what bears it would end a process that never ends by
    // itself.
    command.addAll(List.of("env", "-i", "PATH=" + path, "sh", "-c", FIRST));
    Process keeper = Launcher.start(command, new LinkedHashMap<>(environment), folder, true);
    String words = firstLine(keeper);
    if (!words.equals("ready")) {
      keeper.destroyForcibly();
      throw new IOException("no processes can be started: " + words);
    }
    return Optional.of(new Cell(keeper));
  }

  /** The process outside that keeps it. */
  Process keeper() {
    return keeper;
  }

  /**
   * The command that runs another one inside. It waits outside for that one, and ends as it ends.
   */
  List<String> entering(List<String> command, Path folder) {
    List<String> words = new ArrayList<>();
    words.add("nsenter");
    words.add("--pid=" + namespace("pid_for_children"));
    words.add("--mount=" + namespace("mnt"));
    if (Way.FOUND.equals(Optional.of(AS_SOMEBODY))) {
      words.addAll(List.of("--user=" + namespace("user"), "--preserve-credentials"));
    }
    words.add("--wd=" + folder);
    words.add("--");
    words.addAll(command);
    return words;
  }

  private String namespace(String kind) {
    return "/proc/" + keeper.pid() + "/ns/" + kind;
  }

  /** Kills everything inside, and returns when nothing is left. */
  void end() {
    try {
      // When its first process ends, Linux ends all the others before that one is gone.
      keeper.children().forEach(ProcessHandle::destroyForcibly);
      if (!keeper.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("what keeps the processes of a machine apart does not end pid={}", keeper.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      keeper.destroyForcibly();
    }
  }

  private static List<String> unshare(List<String> way) {
    List<String> words = new ArrayList<>(List.of("unshare"));
    words.addAll(way);
    words.addAll(NEW);
    return words;
  }

  private static String firstLine(Process process) throws IOException {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                line.complete(String.valueOf(process.inputReader().readLine()));
              } catch (IOException e) {
                line.completeExceptionally(e);
              }
            });
    try {
      return line.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static Optional<List<String>> way() {
    String last = "there are no unshare and nsenter";
    if (Launcher.onPath("unshare") && Launcher.onPath("nsenter") && Launcher.hasSetsid()) {
      for (List<String> way : List.of(List.<String>of(), AS_SOMEBODY)) {
        List<String> command = unshare(way);
        command.addAll(List.of("echo", "ready"));
        try {
          Process tried =
              Launcher.start(
                  command,
                  Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin")),
                  Path.of("/"),
                  true);
          last = firstLine(tried);
          tried.destroyForcibly();
        } catch (IOException e) {
          last = e.toString();
        }
        if (last.equals("ready")) {
          return Optional.of(way);
        }
      }
    }
    LOG.info("machines see this user's other processes: {}", last);
    return Optional.empty();
  }
}
