package dev.ingot.sandbox.cloud.machine;

import java.io.File;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine's own view of processes and files, by Linux's namespaces: whatever runs in it sees and
 * signals nobody outside, ends with it, whatever it has done to be forgotten, and sees nothing of
 * the folders that are hidden from it. The network is not kept apart. Where the system allows no
 * namespaces, machines go without.
 */
final class Cell {
  private static final Logger LOG = LoggerFactory.getLogger(Cell.class);
  private static final long PATIENCE_SECONDS = 10;
  private static final String READY = "ready";

  /** Everybody inside but the first process and the one that does it; Linux lets none slip away. */
  private static final List<String> KILL_ALL = List.of("sh", "-c", "kill -9 -1");

  /** In the folder as it is inside: the one that is open already is the one outside. */
  private static final List<String> IN_FOLDER = List.of("sh", "-c", "cd \"$0\" && exec \"$@\"");

  /** Of the most processes: a look now and then does not see more. */
  private static final double CROWDED = 0.75;

  private final CellWay way;
  private final Process keeper;
  private final int most;
  private final Optional<ControlGroup> group;
  private final @Nullable Long first;

  /** Found out by trying, once; in a class of its own, for another thread helps with it. */
  private static final class Found {
    static final Optional<CellWay> WAY = way();

    private Found() {}
  }

  private Cell(CellWay way, Process keeper, int most, Optional<ControlGroup> group) {
    this.way = way;
    this.keeper = keeper;
    this.most = most;
    this.group = group;
    this.first = keeper.children().findFirst().map(ProcessHandle::pid).orElse(null);
  }

  /** Whether machines have cells here. */
  static boolean available() {
    return Found.WAY.isPresent();
  }

  /** Whether folders can be hidden from machines here. */
  static boolean hides() {
    return Found.WAY.filter(CellWay::hides).isPresent();
  }

  /**
   * Makes one, where it can be made.
   *
   * @param environment by which its keeper is found again when this JVM is killed
   * @param folder an empty one that nobody else uses, to keep in hand what is shown again
   * @param walls what is hidden and shown
   * @param most processes and threads at once
   */
  static Optional<Cell> open(
      Map<String, String> environment, Path folder, List<Walls.Step> walls, int most)
      throws IOException {
    if (Found.WAY.isEmpty()) {
      return Optional.empty();
    }
    CellWay way = Found.WAY.get();
    Optional<ControlGroup> group = ControlGroup.of(most);
    Started started = started(way, environment, folder, way.hides() ? walls : List.of(), group);
    if (!started.words().equals(READY) && way.hides()) {
      LOG.warn("a machine sees this user's files, for they cannot be hidden: {}", started.words());
      started = started(way, environment, folder, List.of(), group);
    }
    if (!started.words().equals(READY)) {
      group.ifPresent(ControlGroup::close);
      throw new IOException("no processes can be started: " + started.words());
    }
    return Optional.of(new Cell(way, started.keeper(), most, group));
  }

  private record Started(Process keeper, String words) {}

  private static Started started(
      CellWay way,
      Map<String, String> environment,
      Path folder,
      List<Walls.Step> walls,
      Optional<ControlGroup> group)
      throws IOException {
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    List<String> command = way.first(path, folder, walls.stream().map(Walls.Step::word).toList());
    Process keeper =
        Launcher.start(
            group.map(it -> it.joining(command)).orElse(command),
            new LinkedHashMap<>(environment),
            folder,
            true);
    String words = firstLine(keeper);
    if (!words.equals(READY)) {
      keeper.destroyForcibly();
    }
    return new Started(keeper, words);
  }

  /** The process outside that keeps it. */
  Process keeper() {
    return keeper;
  }

  /**
   * The command that runs another one inside. It waits outside for that one, and ends as it ends.
   */
  List<String> entering(List<String> command, Path folder) {
    List<String> words = new ArrayList<>(way.entering(keeper.pid(), most));
    words.addAll(IN_FOLDER);
    words.add(folder.toString());
    words.addAll(command);
    return group.map(it -> it.joining(words)).orElse(words);
  }

  /** Whether there are so many processes inside that there is no room for more. */
  boolean crowded() {
    if (first == null) {
      return false;
    }
    String @Nullable [] names = new File("/proc/" + first + "/root/proc").list();
    int processes = 0;
    for (String name : names == null ? new String[0] : names) {
      processes += Character.isDigit(name.charAt(0)) ? 1 : 0;
    }
    return processes >= CROWDED * most;
  }

  /** How often one more was not started because there were too many; 0 where nobody counts. */
  long refusals() {
    return group.map(ControlGroup::refusals).orElse(0L);
  }

  /** Kills everything inside, all at once; the cell stays. */
  void killAll() {
    List<String> words = new ArrayList<>(way.entering(keeper.pid(), most + 1));
    words.addAll(KILL_ALL);
    try {
      Process kill = Launcher.start(words, Map.of("PATH", ownPath()), Path.of("/"), true);
      if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.warn("the processes of a machine were not killed at once: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
      group.ifPresent(ControlGroup::close);
    }
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

  private static String ownPath() {
    return System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
  }

  private static Optional<CellWay> way() {
    String last = "there are no unshare and nsenter";
    if (Launcher.onPath("unshare") && Launcher.onPath("nsenter") && Launcher.hasSetsid()) {
      for (CellWay way : CellWay.all()) {
        try {
          Process tried =
              Launcher.start(way.trial(), Map.of("PATH", ownPath()), Path.of("/"), true);
          last = firstLine(tried);
          tried.destroyForcibly();
        } catch (IOException e) {
          last = e.toString();
        }
        if (last.equals(READY)) {
          if (!way.hides()) {
            LOG.info("machines see this user's files");
          }
          return Optional.of(way);
        }
      }
    }
    LOG.info("machines see this user's other processes and files: {}", last);
    return Optional.empty();
  }
}
