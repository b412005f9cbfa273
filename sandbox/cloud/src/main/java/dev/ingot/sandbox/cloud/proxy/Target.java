package dev.ingot.sandbox.cloud.proxy;

import java.net.InetSocketAddress;

/**
 * A registered target as the load balancer sees it.
 *
 * @param id any name, unique among all targets, such as {@code i-0123456789abcdef0:8080}
 * @param address where it really listens
 */
public record Target(String id, InetSocketAddress address, State state) {
  /** Whether it gets requests. */
  public enum State {
    /** Gets requests. */
    HEALTHY,
    /** Gets requests only while no target of its group is healthy (initial counts as this). */
    UNHEALTHY,
    /** Gets no new requests; those in flight complete. */
    DRAINING
  }
}
