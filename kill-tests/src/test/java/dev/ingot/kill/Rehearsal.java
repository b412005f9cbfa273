package dev.ingot.kill;

import static org.awaitility.Awaitility.await;

import dev.ingot.stage.Health;
import dev.ingot.stage.ProcessHealth;
import java.time.Duration;
import java.util.Collection;

/**
 * All workers in one process, until each of them works; then it ends, and what was loaded on the
 * way is kept as a {@link ClassArchive}.
 */
public final class Rehearsal {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  private Rehearsal() {}

  /** Configured by its environment, as the workers are. */
  public static void main(String[] none) {
    for (Worker worker : Worker.values()) {
      Thread.ofPlatform().daemon().name(worker.stage).start(() -> run(worker));
    }
    await("workers").atMost(READY_WITHIN).until(Rehearsal::allAreReady);
    System.exit(0);
  }

  private static void run(Worker worker) {
    try {
      Class.forName(worker.main)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(worker.main, e);
    }
  }

  private static boolean allAreReady() {
    Collection<Health> parts = ProcessHealth.parts();
    return parts.size() >= Worker.values().length && parts.stream().allMatch(Health::ready);
  }
}
