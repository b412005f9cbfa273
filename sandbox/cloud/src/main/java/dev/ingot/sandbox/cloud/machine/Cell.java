package dev.ingot.sandbox.cloud.machine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

  /**
   * Everybody inside but the first process and the one that does it; Linux lets none slip away.
   * Only where it is meant: whoever is outside would kill all that this user has.
   */
  private static final List<String> KILL_ALL =
      List.of(
          Launcher.tool("sh"),
          "-c",
          "[ \"$(readlink /proc/self/ns/pid)\" = \"$0\" ] && kill -9 -1");

  /**
   * In the folder as it is inside, and with the variables that it reads: on the way there they
   * would name programs and libraries of the machine's, to be run outside.
   */
  private static final List<String> INSIDE =
      List.of(Launcher.tool("sh"), "-c", "cd \"$0\" && eval \"$(cat)\" && exec \"$@\" < /dev/null");

  /** Of the most processes: a look now and then does not see more. */
  private static final double CROWDED = 0.75;

  private final CellWay way;
  private final Process keeper;
  private final int most;
  private final Optional<ControlGroup> group;
  private final @Nullable Long first;

  /** What its processes know the namespace of theirs by, unless that is not known. */
  private final Optional<String> namespace;

  private Cell(CellWay way, Process keeper, int most, Optional<ControlGroup> group) {
    this.way = way;
    this.keeper = keeper;
    this.most = way.most(most);
    this.group = group;
    this.first = keeper.children().findFirst().map(ProcessHandle::pid).orElse(null);
    this.namespace =
        namespace(Path.of("/proc/" + keeper.pid() + "/ns/pid_for_children"))
            .filter(it -> !Optional.of(it).equals(namespace(Path.of("/proc/self/ns/pid"))));
  }

  /** Whether machines have cells here. */
  static boolean available() {
    return way().isPresent();
  }

  /** Whether folders can be hidden from machines here. */
  static boolean hides() {
    return way().filter(CellWay::hides).isPresent();
  }

  private static Optional<CellWay> way() {
    try {
      return CellWays.HERE.best();
    } catch (IOException e) {
      LOG.warn("not known yet whether machines can be kept apart: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Makes one, where cells can be made; there no machine goes without, or with lower walls.
   *
   * @param environment by which its keeper is found again when this JVM is killed; nothing of the
   *     machine's own choosing
   * @param folder an empty one that nobody else uses, to keep in hand what is shown again
   * @param walls what is hidden and shown
   * @param most processes and threads at once
   * @throws IOException when this one could not be made; another attempt may succeed
   */
  static Optional<Cell> open(
      Map<String, String> environment, Path folder, List<Walls.Step> walls, int most)
      throws IOException {
    Optional<CellWay> way = CellWays.HERE.best();
    if (way.isEmpty()) {
      return Optional.empty();
    }
    Optional<ControlGroup> group = ControlGroup.of(most);
    try {
      return Optional.of(
          new Cell(way.get(), keeper(way.get(), environment, folder, walls, group), most, group));
    } catch (IOException | RuntimeException e) {
      group.ifPresent(ControlGroup::close);
      throw e;
    }
  }

  private static Process keeper(
      CellWay way,
      Map<String, String> environment,
      Path folder,
      List<Walls.Step> walls,
      Optional<ControlGroup> group)
      throws IOException {
    List<String> steps = way.hides() ? walls.stream().map(Walls.Step::word).toList() : List.of();
    List<String> command = way.first(folder, steps);
    Process keeper =
        Launcher.start(
            group.map(it -> it.joining(command)).orElse(command),
            new LinkedHashMap<>(environment),
            folder,
            true);
    boolean ready = false;
    try {
      Optional<String> trouble = FirstWords.insteadOfReady(keeper);
      if (trouble.isPresent()) {
        throw new IOException(
            "this machine could not be kept apart from others, so nothing was started in it: "
                + trouble.get());
      }
      ready = true;
      return keeper;
    } finally {
      if (!ready) {
        keeper.destroyForcibly();
      }
    }
  }

  /** The process outside that keeps it. */
  Process keeper() {
    return keeper;
  }

  /**
   * The command that runs another one inside, with the variables that it is given to read as {@link
   * Exports}. It waits outside for that one, and ends as it ends.
   *
   * @throws IOException when this cell has ended: its number may be another's
   */
  List<String> entering(List<String> command, Path folder) throws IOException {
    if (!keeper.isAlive()) {
      throw new IOException("what kept this machine's processes apart has ended; boot another one");
    }
    List<String> words = new ArrayList<>(way.entering(keeper.pid(), most));
    words.addAll(INSIDE);
    words.add(folder.toString());
    words.addAll(command);
    return group.map(it -> it.joining(words)).orElse(words);
  }

  /** Processes and threads that it may run at once. */
  int most() {
    return most;
  }

  /** Whether there are so many processes inside that there is no room for more. */
  boolean crowded() {
    if (first == null || !keeper.isAlive()) {
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
    if (namespace.isEmpty() || !keeper.isAlive()) {
      return;
    }
    List<String> words = new ArrayList<>(way.entering(keeper.pid(), most + CellWay.ROOM));
    words.addAll(KILL_ALL);
    words.add(namespace.get());
    try {
      Process kill = Launcher.start(words, Map.of("PATH", Launcher.ownPath()), Path.of("/"), true);
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

  private static Optional<String> namespace(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
