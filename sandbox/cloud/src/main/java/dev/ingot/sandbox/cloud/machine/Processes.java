package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All processes of a machine: once their end has begun, none is started any more. */
final class Processes {
  /** For a cell; with pauses that are longer than what is not known is left alone. */
  private static final int TRIES = 3;

  private static final Duration PAUSE = FoundOnce.PAUSE.plusSeconds(1);

  private final Marker marker;
  private final CellMaker cells;
  private final Consumer<String> broken;
  private final Duration pause;
  private final ProcessTree all;
  private @Nullable Cell cell;
  private boolean made;
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

  /**
   * @param broken is told once nothing more can be started, through no fault of the machine's own
   */
  Processes(String machine, CellMaker cells, Consumer<String> broken) {
    this(machine, cells, broken, PAUSE);
  }

  Processes(String machine, CellMaker cells, Consumer<String> broken, Duration pause) {
    this.cells = cells;
    this.broken = broken;
    this.pause = pause;
    this.marker = Marker.machine(machine);
    this.all = new ProcessTree(marker);
  }

  /** A started process and all that comes from it. */
  record Started(Process process, ProcessTree tree) {}

  /**
   * Starts a command.
   *
   * @throws BrokenException when nothing can be started on the machine any more
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
                entering(inside.get(), command, folder),
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

  private List<String> entering(Cell inside, List<String> command, Path folder) throws IOException {
    try {
      return inside.entering(command, folder);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Made with the first process. */
  private synchronized Optional<Cell> cell(Map<String, String> environment) throws IOException {
    for (int tried = 1; !made; tried++) {
      try {
        cell = cells.make(outside(environment, marker)).orElse(null);
        made = true;
        if (cell != null) {
          all.leaveOut(cell.keeper());
        }
      } catch (IOException e) {
        if (tried == TRIES) {
          throw broken(e);
        }
        pause();
      }
    }
    return Optional.ofNullable(cell);
  }

  private BrokenException broken(IOException e) {
    String why = String.valueOf(e.getMessage());
    broken.accept(why);
    return new BrokenException(why, e);
  }

  /** Until the next attempt; meanwhile the machine may be ended. */
  private synchronized void pause() throws IOException {
    long end = System.nanoTime() + pause.toNanos();
    try {
      for (long left = pause.toNanos(); !ended && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (ended) {
      throw new IOException("the machine has been stopped");
    }
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

  /**
   * As many as it may run at once.
   *
   * @param confined as many as it is to run; this user may be allowed fewer
   */
  int most(int confined) {
    return inside().map(Cell::most).orElse(confined);
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
      notifyAll();
      last = Optional.ofNullable(cell);
    }
    all.end(grace);
    last.ifPresent(Cell::end);
  }
}
