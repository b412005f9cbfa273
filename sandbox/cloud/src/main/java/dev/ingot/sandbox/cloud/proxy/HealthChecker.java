package dev.ingot.sandbox.cloud.proxy;

import java.net.InetSocketAddress;

/** Checks targets at their interval, each on a virtual thread. Safe for use by many threads. */
public final class HealthChecker implements AutoCloseable {
  /** Begins with nothing to check. */
  public HealthChecker() {}

  /**
   * Begins to check a target, at once; watching a key again with the same check and address does
   * nothing, with others begins anew.
   *
   * @param key names it in this checker, such as target group and target id
   */
  public void watch(String key, InetSocketAddress address, HealthCheck check) {
    throw new UnsupportedOperationException("to come");
  }

  /** Ends checking; does nothing when the key is not watched. */
  public void unwatch(String key) {}

  /** The newest; {@link TargetHealth#INITIAL} when the key is not watched. */
  public TargetHealth health(String key) {
    throw new UnsupportedOperationException("to come");
  }

  /** Ends all checking. */
  @Override
  public void close() {}
}
