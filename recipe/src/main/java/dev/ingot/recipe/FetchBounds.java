package dev.ingot.recipe;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** Ends a fetch that takes too long or too much room. */
final class FetchBounds extends EmptyProgressMonitor {
  private static final int UPDATES_PER_CHECK = 1_000;

  private final Duration deadline;
  private final long end;
  private final CacheRoom room;
  private int updates;
  private volatile String why = "";

  FetchBounds(Duration deadline, CacheRoom room) {
    this.deadline = deadline;
    this.end = System.nanoTime() + deadline.toNanos();
    this.room = room;
  }

  @Override
  public void update(int completed) {
    if (++updates % UPDATES_PER_CHECK == 0 && isFull()) {
      why = "the repository needs more room than ingot.builder.cache.mib gives";
    }
  }

  @Override
  public boolean isCancelled() {
    if (System.nanoTime() - end > 0) {
      why = "the fetch took longer than " + deadline.toSeconds() + " s";
    }
    return !why.isEmpty();
  }

  /** Why the fetch was ended; empty when it was not. */
  Optional<String> why() {
    return Optional.of(why).filter(w -> !w.isEmpty());
  }

  private boolean isFull() {
    try {
      return room.isOver();
    } catch (IOException e) {
      return false;
    }
  }
}
