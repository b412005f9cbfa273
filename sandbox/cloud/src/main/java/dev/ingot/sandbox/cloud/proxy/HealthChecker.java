package dev.ingot.sandbox.cloud.proxy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Checks targets at their interval, each on a virtual thread. Safe for use by many threads. */
public final class HealthChecker implements AutoCloseable {
  private final Map<String, Watch> watches = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Begins with nothing to check. */
  public HealthChecker() {}

  /**
   * Begins to check a target, at once; watching a key again with the same check and address does
   * nothing, with others begins anew.
   *
   * @param key names it in this checker, such as target group and target id
   */
  public void watch(String key, InetSocketAddress address, HealthCheck check) {
    watches.compute(
        key,
        (k, old) -> {
          if (old != null && old.address.equals(address) && old.check.equals(check)) {
            return old;
          }
          if (old != null) {
            old.stop();
          }
          Watch watch = new Watch(key, address, check);
          if (!closed) {
            watch.thread.start();
          }
          return watch;
        });
    if (closed) {
      unwatch(key);
    }
  }

  /** Ends checking; does nothing when the key is not watched. */
  public void unwatch(String key) {
    Watch watch = watches.remove(key);
    if (watch != null) {
      watch.stop();
    }
  }

  /** The newest; {@link TargetHealth#INITIAL} when the key is not watched. */
  public TargetHealth health(String key) {
    Watch watch = watches.get(key);
    return watch == null ? TargetHealth.INITIAL : watch.progress.health();
  }

  /** Ends all checking. */
  @Override
  public void close() {
    closed = true;
    watches.keySet().forEach(this::unwatch);
  }

  private static final class Watch {
    private final InetSocketAddress address;
    private final HealthCheck check;
    private final Thread thread;
    private volatile HealthProgress progress = HealthProgress.START;

    Watch(String key, InetSocketAddress address, HealthCheck check) {
      this.address = address;
      this.check = check;
      this.thread = Thread.ofVirtual().name("health-" + key).unstarted(this::checkUntilStopped);
    }

    void stop() {
      thread.interrupt();
    }

    private void checkUntilStopped() {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          long begun = System.nanoTime();
          HealthProgress.Probe probe = HealthProbe.get(address, check.path(), check.timeout());
          progress = progress.next(probe, check);
          Thread.sleep(check.interval().minus(Duration.ofNanos(System.nanoTime() - begun)));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // stopped: nobody asks any more
      }
    }
  }
}
