package dev.ingot.sandbox.cloud.api;

import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The socket of the AWS API: requests on virtual threads. */
public final class ApiServer implements AutoCloseable {
  private static final int LARGEST_HEADERS = 16 * 1024;
  private static final int MOST_THREADS = 16;
  private static final long IDLE_MILLIS = 60_000;

  private final Server server;
  private final ServerConnector connector;

  private ApiServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Opens the socket and begins.
   *
   * @param bind address of this machine to listen on, such as {@code 127.0.0.1}
   * @param port 0 takes a free one
   * @throws IOException when the port is taken
   */
  public static ApiServer start(String bind, int port, ApiHandler handler) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 2);
    threads.setName("sandbox-api");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    Server server = new Server(threads);
    HttpConfiguration config = new HttpConfiguration();
    config.setRequestHeaderSize(LARGEST_HEADERS);
    config.setSendServerVersion(false);
    // Jetty would write known values its own way, such as a charset, and break their signature.
    config.setHeaderCacheCaseSensitive(true);
    // Keys of objects may look like anything; no path is ever used as a file's name.
    config.setUriCompliance(UriCompliance.UNSAFE);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(config));
    connector.setHost(bind);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(handler);
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new IOException("the AWS API could not open port " + port + ": " + e.getMessage(), e);
    }
    return new ApiServer(server, connector);
  }

  /** {@code http://127.0.0.1:port}: for callers on this machine. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the AWS API did not stop", e);
    }
  }
}
