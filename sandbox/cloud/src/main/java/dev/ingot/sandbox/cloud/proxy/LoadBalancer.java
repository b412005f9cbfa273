package dev.ingot.sandbox.cloud.proxy;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener that streams HTTP/1.1 to targets. It sends a request once; it answers 502 when the
 * target refuses or breaks off, 503 when a forward has no target, 504 when the target is silent for
 * too long. Its own answers, and only these, carry {@code Server: awselb/2.0}.
 *
 * <p>The one exception to "once": a request without a body and with a safe method, sent on a kept
 * connection that the target closed at that very moment without a byte, goes out on another one.
 */
public final class LoadBalancer implements AutoCloseable {
  /** How long a target may be silent, unless said otherwise. */
  public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(LoadBalancer.class);
  private static final long STOP_MILLIS = 2_000;
  private static final int THREADS = 24;
  private static final int BUFFER_SIZE = 16 * 1024;
  private static final long BUFFERS_KEPT = 8L * 1024 * 1024;

  private final Server server;
  private final ServerConnector connector;
  private final TickCounters counters;

  private LoadBalancer(Server server, ServerConnector connector, TickCounters counters) {
    this.server = server;
    this.connector = connector;
    this.counters = counters;
  }

  /**
   * Opens the socket and begins.
   *
   * @param bind address of this machine to listen on, such as {@code 127.0.0.1}
   * @param port 0 takes a free one
   * @param routes asked for every request
   * @param targets asked for every request
   * @throws BindException when the port is taken
   */
  public static LoadBalancer start(
      String bind, int port, Supplier<RouteTable> routes, TargetSource targets) throws IOException {
    return start(bind, port, routes, targets, IDLE_TIMEOUT);
  }

  /** The same with another idle timeout. */
  public static LoadBalancer start(
      String bind,
      int port,
      Supplier<RouteTable> routes,
      TargetSource targets,
      Duration idleTimeout)
      throws IOException {
    TickCounters counters = new TickCounters(Clock.systemUTC());
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    // Nothing in here blocks, so a few threads serve any number of requests.
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
    threads.setName("balancer");
    threads.setDaemon(true);
    Server server =
        new Server(
            threads,
            new ScheduledExecutorScheduler("balancer-timer", true),
            new ArrayByteBufferPool(
                0, 4096, 65_536, Integer.MAX_VALUE, BUFFERS_KEPT, BUFFERS_KEPT));
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
    connector.setHost(bind);
    connector.setPort(port);
    // Longer than the target's, so that it is the target's silence that ends a request.
    connector.setIdleTimeout(idleTimeout.toMillis() + 15_000);
    server.addConnector(connector);
    server.setHandler(
        new GracefulHandler(
            new ForwardingHandler(
                routes, new TargetPicker(targets, counters), counters, random, idleTimeout)));
    server.setErrorHandler(ForwardingHandler::writeJettysOwnError);
    server.setStopTimeout(STOP_MILLIS);
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      if (e.getCause() instanceof BindException taken) {
        throw taken;
      }
      throw new IOException("the load balancer did not start", e);
    }
    return new LoadBalancer(server, connector, counters);
  }

  /** {@code http://127.0.0.1:port}: for callers on this machine. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  /** What came of the requests. */
  public Counters counters() {
    return counters;
  }

  /** Closes the socket; requests in flight get up to 2 seconds. */
  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.debug("the load balancer did not stop cleanly", e);
    }
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    // What a target says of itself is passed on; nothing is said twice.
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    configuration.setOutputBufferSize(BUFFER_SIZE);
    configuration.setHeaderCacheCaseSensitive(true);
    // A path is passed on as it came, never looked up in here: ambiguity is the target's matter.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    return configuration;
  }
}
