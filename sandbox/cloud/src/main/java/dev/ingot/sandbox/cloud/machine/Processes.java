package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All processes of a machine: once their end has begun, none is started any more. */
final class Processes {
  private final Marker marker;
  private final CellMaker cells;
  private final ProcessTree all;
  private @Nullable Cell cell;
  private boolean ended;

  /** Makes the machine's cell, where there are cells. */
  @FunctionalInterface
  interface CellMaker {
    /**
     * Makes it; empty where this machine has none.
     *
     * @param environment by which its keeper is found again when this JVM is killed
     */
    Optional<Cell> make(Map<String, String> environment) throws IOException;
  }

  Processes(String machine, CellMaker cells) {
    this.cells = cells;
    this.marker = Marker.machine(machine);
    this.all = new ProcessTree(marker);
  }

  /** A started process and all that comes from it. */
  record Started(Process process, ProcessTree tree) {}

  /**
   * Starts a command.
   *
   * @throws IOException when it can't be started, or the machine's end has begun
   */
  synchronized Started start(
      List<String> command, Map<String, String> environment, Path folder, boolean mergeErrors)
      throws IOException {
    if (ended) {
      throw new IOException("the machine has been stopped");
    }
    Marker part = marker.part();
    Map<String, String> marked = new LinkedHashMap<>(environment);
    marked.put(Marker.VARIABLE, part.value());
    Optional<Cell> inside = cell(environment);
    Process process =
        inside.isPresent()
            ? Launcher.start(
                inside.get().entering(command, folder),
                outside(environment, part),
                Path.of("/"),
                mergeErrors,
                Exports.of(marked))
            : Launcher.start(command, marked, folder, mergeErrors);
    ProcessTree tree = new ProcessTree(part);
    tree.add(process, inside.isPresent());
    all.add(process, inside.isPresent());
    return new Started(process, tree);
  }

  /** Made with the first process. */
  private Optional<Cell> cell(Map<String, String> environment) throws IOException {
    if (cell == null) {
      cell = cells.make(outside(environment, marker)).orElse(null);
      if (cell != null) {
        all.leaveOut(cell.keeper());
      }
    }
    return Optional.ofNullable(cell);
  }

  /** What is seen by programs that are run outside for the machine: nothing that it may choose. */
  private static Map<String, String> outside(Map<String, String> environment, Marker marker) {
    return Map.of(
        "PATH",
        Launcher.ownPath(),
        MachineFolder.ROOT,
        environment.getOrDefault(MachineFolder.ROOT, ""),
        Marker.VARIABLE,
        marker.value());
  }

  private synchronized Optional<Cell> inside() {
    return Optional.ofNullable(cell);
  }

  /** Whether there is no room for more of them; never where there are no cells. */
  boolean crowded() {
    return inside().filter(Cell::crowded).isPresent();
  }

  /** How often there was no room for one more, as far as that is known. */
  long refusals() {
    return inside().map(Cell::refusals).orElse(0L);
  }

  /** Kills all that run now, where there are cells. */
  void killAll() {
    inside().ifPresent(Cell::killAll);
  }

  /** To be called when a process has exited; what it left behind may run on. */
  void exited(Started started) {
    if (started.tree().isEmpty()) {
      all.remove(started.process());
    }
  }

  /** Ends all; returns when none is left. */
  void end(Duration grace) {
    Optional<Cell> last;
    synchronized (this) {
      ended = true;
      last = Optional.ofNullable(cell);
    }
    all.end(grace);
    last.ifPresent(Cell::end);
  }
}
