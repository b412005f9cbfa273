package dev.ingot.stage;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The parts of this process whose health counts, for whoever serves it. One list for the process,
 * as Micrometer's global registry is: so no wiring can forget a worker. Thread-safe.
 */
public final class ProcessHealth {
  private static final List<Health> PARTS = new CopyOnWriteArrayList<>();

  private ProcessHealth() {}

  /** All parts that are open now. */
  public static Collection<Health> parts() {
    return List.copyOf(PARTS);
  }

  /** It counts until it is removed. */
  public static void add(Health part) {
    PARTS.add(part);
  }

  /** It counts no more. */
  public static void remove(Health part) {
    PARTS.remove(part);
  }
}
