package dev.ingot.listener;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The listener's HTTP side. */
final class WebhookServer implements AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(15);

  private static final int MOST_THREADS = 24;
  private static final int MOST_WAITING = 64;

  private final Server server;
  private final ServerConnector connector;

  private WebhookServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Listens at once.
   *
   * @param port 0 takes a free one
   * @throws IOException naming the address when it is taken
   */
  static WebhookServer start(String host, int port, GitHubWebhook webhook) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4);
    threads.setName("webhook");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(16 * 1024);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setAcceptQueueSize(MOST_WAITING);
    server.addConnector(connector);
    server.setHandler(new WebhookHandler(webhook));
    server.setErrorHandler(WebhookServer::sayInJson);
    server.setStopTimeout(Duration.ofSeconds(5).toMillis());
    WebhookServer started = new WebhookServer(server, connector);
    try {
      server.start();
      return started;
    } catch (Exception e) {
      started.close();
      throw new IOException("webhooks cannot be taken on %s:%d: %s".formatted(host, port, e), e);
    }
  }

  /** Where webhooks are to be sent. */
  URI uri() {
    return URI.create(
        "http://%s:%d%s"
            .formatted(connector.getHost(), connector.getLocalPort(), WebhookHandler.PATH));
  }

  /** What Jetty itself refuses, such as headers that are no HTTP. */
  private static boolean sayInJson(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Answer answer = Answer.refused(response.getStatus(), "the request cannot be read as HTTP");
    response.write(true, ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the webhook server did not stop", e);
    }
  }
}
