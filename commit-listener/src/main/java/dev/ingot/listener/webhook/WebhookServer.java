package dev.ingot.listener.webhook;

import dev.ingot.events.Registration;
import dev.ingot.stage.Repeating;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The listener's HTTP side. */
public final class WebhookServer implements AutoCloseable {
  private static final int LARGEST_HEADERS = 16 * 1024;
  private static final int MOST_WAITING = 64;
  private static final int MOST_THREADS = 16;
  private static final int LEAST_THREADS = 4;
  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;
  private final boolean tls;
  private @Nullable Repeating sweeper;
  private @Nullable Repeating reloader;

  private WebhookServer(Server server, ServerConnector connector, boolean tls) {
    this.server = server;
    this.connector = connector;
    this.tls = tls;
  }

  /**
   * Listens at once.
   *
   * @param registrations service to registration, asked at every webhook; gives another map when
   *     something has changed
   * @param reports called by many threads
   * @throws IOException naming the address when it is taken, or the TLS file that cannot be used
   */
  public static WebhookServer start(
      WebhookConfig config,
      Supplier<Map<String, Registration>> registrations,
      PushReports reports,
      InstantSource clock)
      throws IOException {
    return start(config, registrations, reports, Limits.DEFAULT, clock);
  }

  static WebhookServer start(
      WebhookConfig config,
      Supplier<Map<String, Registration>> registrations,
      PushReports reports,
      Limits limits,
      InstantSource clock)
      throws IOException {
    List<Secret> common = config.secret().stream().map(Secret::new).toList();
    Webhook webhook =
        new Webhook(
            registrations,
            new WebhookSecrets(config.secrets(), common, clock),
            reports,
            new PushRates(config.rate(), System::nanoTime),
            limits,
            clock);
    Optional<TlsFiles> tls =
        config.certificate().isPresent() && config.key().isPresent()
            ? Optional.of(new TlsFiles(config.certificate().get(), config.key().get()))
            : Optional.empty();
    return start(config, webhook, tls);
  }

  private static WebhookServer start(WebhookConfig config, Webhook webhook, Optional<TlsFiles> tls)
      throws IOException {
    Limits limits = webhook.limits();
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    threads.setName("webhook");
    threads.setDaemon(true);
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1, protocols(tls));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.setAcceptQueueSize(MOST_WAITING);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    Connections connections = new Connections(limits.requestWithin(), System::nanoTime);
    server.setHandler(new WebhookHandler(webhook, connections));
    server.setErrorHandler(WebhookHandler::refuse);
    server.setStopTimeout(Duration.ofSeconds(5).toMillis());
    WebhookServer started = new WebhookServer(server, connector, tls.isPresent());
    try {
      server.start();
      started.watch(connections, limits, tls);
      return started;
    } catch (Exception e) {
      started.close();
      throw new IOException(
          "webhooks cannot be taken on %s:%d: %s".formatted(config.host(), config.port(), e), e);
    }
  }

  private static ConnectionFactory[] protocols(Optional<TlsFiles> tls) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(LARGEST_HEADERS);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    return tls.map(
            files ->
                new ConnectionFactory[] {
                  new SslConnectionFactory(files.context(), plain.getProtocol()), plain
                })
        .orElse(new ConnectionFactory[] {plain});
  }

  private void watch(Connections connections, Limits limits, Optional<TlsFiles> tls) {
    Duration often =
        limits.requestWithin().compareTo(BETWEEN_SWEEPS) < 0
            ? limits.requestWithin().dividedBy(2)
            : BETWEEN_SWEEPS;
    sweeper =
        Repeating.start(
            "webhook-connections",
            often,
            () -> connections.sweep(List.copyOf(connector.getConnectedEndPoints())));
    tls.ifPresent(files -> reloader = Repeating.start("webhook-tls", BETWEEN_LOOKS, files::reload));
  }

  /**
   * Where webhooks are to be sent.
   *
   * @param host {@code github}, {@code gitlab}, {@code gitea}, {@code bitbucket} or {@code git}
   */
  public URI uri(String host) {
    return URI.create(
        "%s://%s:%d%s%s"
            .formatted(
                tls ? "https" : "http",
                connector.getHost(),
                connector.getLocalPort(),
                WebhookHandler.PATH,
                host));
  }

  @Override
  public void close() throws IOException {
    for (Repeating each : new @Nullable Repeating[] {sweeper, reloader}) {
      if (each != null) {
        each.close();
      }
    }
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the webhook server did not stop", e);
    }
  }
}
