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
  private final ProcessTree all;
  private @Nullable Cell cell;
  private boolean ended;

  Processes(String machine) {
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
    Optional<Cell> inside = cell(environment, folder);
    List<String> words = inside.map(c -> c.entering(command, folder)).orElse(command);
    Process process = Launcher.start(words, marked, folder, mergeErrors);
    ProcessTree tree = new ProcessTree(part);
    tree.add(process, inside.isPresent());
    all.add(process, inside.isPresent());
    return new Started(process, tree);
  }

  /** Made with the first process. */
  private Optional<Cell> cell(Map<String, String> environment, Path folder) throws IOException {
    if (cell == null) {
      Map<String, String> known = new LinkedHashMap<>();
      for (String name : List.of("PATH", MachineFolder.ROOT)) {
        known.put(name, environment.getOrDefault(name, ""));
      }
      known.put(Marker.VARIABLE, marker.value());
      cell = Cell.open(known, folder).orElse(null);
      if (cell != null) {
        all.leaveOut(cell.keeper());
      }
    }
    return Optional.ofNullable(cell);
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
