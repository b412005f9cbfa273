package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All processes of a machine: once their end has begun, none is started any more. */
final class Processes {
  private final Marker marker;
  private final ProcessTree all;
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
    Process process = Launcher.start(command, marked, folder, mergeErrors);
    ProcessTree tree = new ProcessTree(part);
    tree.add(process);
    all.add(process);
    return new Started(process, tree);
  }

  /** To be called when a process has exited; what it left behind may run on. */
  void exited(Started started) {
    if (started.tree().isEmpty()) {
      all.remove(started.process());
    }
  }

  /** Ends all; returns when none is left. */
  void end(Duration grace) {
    synchronized (this) {
      ended = true;
    }
    all.end(grace);
  }
}
