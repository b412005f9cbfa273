package dev.ingot.benchmarks.load;

import dev.ingot.events.CommitReceived;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What a handler does with a task before it passes it on. */
public interface Work {
  /** Nothing at all. */
  Work NONE = task -> {};

  /** Part of the name of a service whose tasks take long. */
  String SLOW = "slow-";

  void on(CommitReceived task);

  /** Blocks the handler at tasks of slow services, as a call to a cloud would. */
  static Work slow(Duration time) {
    return task -> {
      if (task.getService().startsWith(SLOW)) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
    };
  }
}
