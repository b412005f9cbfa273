package dev.ingot.sandbox.cloud.proxy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A listener on 127.0.0.1 that streams HTTP/1.1 to targets. It sends a request once; it answers 502
 * when the target refuses or breaks off, 503 when a forward has no target, 504 when the target is
 * silent for too long. Its own answers, and only these, carry {@code Server: awselb/2.0}.
 */
public final class LoadBalancer implements AutoCloseable {
  /** How long a target may be silent, unless said otherwise. */
  public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  private LoadBalancer() {}

  /**
   * Opens the socket and begins.
   *
   * @param port 0 takes a free one
   * @param routes asked for every request
   * @param targets asked for every request
   * @throws java.net.BindException when the port is taken
   */
  public static LoadBalancer start(int port, Supplier<RouteTable> routes, TargetSource targets)
      throws IOException {
    return start(port, routes, targets, IDLE_TIMEOUT);
  }

  /** The same with another idle timeout. */
  public static LoadBalancer start(
      int port, Supplier<RouteTable> routes, TargetSource targets, Duration idleTimeout)
      throws IOException {
    throw new UnsupportedOperationException("to come");
  }

  /** {@code http://127.0.0.1:port}. */
  public URI uri() {
    throw new UnsupportedOperationException("to come");
  }

  /** What came of the requests. */
  public Counters counters() {
    throw new UnsupportedOperationException("to come");
  }

  /** Closes the socket; requests in flight get up to 2 seconds. */
  @Override
  public void close() {}
}
