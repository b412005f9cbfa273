package dev.ingot.sandbox.cloud.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a machine may have of the one that it runs on.
 *
 * @param disk what it may hold
 * @param processes and threads that it may run at once, 64 or more; kept by Linux where it lets
 *     this user say so, and looked after while scripts run
 * @param hidden folders of which a machine sees nothing but what is its own or shown, where Linux
 *     lets this user hide something
 * @param shown folders that it sees all the same
 */
public record Confines(Disk disk, int processes, List<Path> hidden, List<Path> shown) {
  /** Enough for the builds of large services, and few enough for a laptop. */
  public static final Confines DEFAULT = new Confines(Disk.DEFAULT, 4_096, List.of(), List.of());

  private static final int LEAST = 64;

  public Confines {
    if (processes < LEAST) {
      throw new IllegalArgumentException("a machine runs " + LEAST + " processes at least");
    }
    hidden = List.copyOf(hidden);
    shown = List.copyOf(shown);
  }

  /** The same with another disk. */
  public Confines with(Disk other) {
    return new Confines(other, processes, hidden, shown);
  }

  /** The same with another number of processes. */
  public Confines withProcesses(int most) {
    return new Confines(disk, most, hidden, shown);
  }

  /** The same, and the folder is not to be seen either. */
  public Confines hiding(Path folder) {
    return new Confines(disk, processes, plus(hidden, folder), shown);
  }

  /** The same, and the folder is to be seen wherever it is. */
  public Confines showing(Path folder) {
    return new Confines(disk, processes, hidden, plus(shown, folder));
  }

  private static List<Path> plus(List<Path> all, Path one) {
    return Stream.concat(all.stream(), Stream.of(one)).toList();
  }

  /**
   * For whoever has started more processes than that.
   *
   * @param most as many as it could start here
   */
  static String crowded(int most) {
    return "Resource temporarily unavailable: this machine runs %,d processes and threads at most;"
            .formatted(most)
        + " let the build start fewer at once";
  }
}
