package dev.ingot.stage;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ingot.stage.config.ConfigException;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /health/live} and {@code /health/ready} (200 or 503, with the reasons as JSON; with
 * 200, what holds the worker back although it is well) and {@code /metrics} (Prometheus). What it
 * shows comes from Micrometer's global registry, while it is open.
 */
public final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

  private final Supplier<? extends Collection<? extends Health>> parts;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private HealthServer(HttpServer server, Supplier<? extends Collection<? extends Health>> parts) {
    this.server = server;
    this.parts = parts;
  }

  /**
   * Serves on the configured address until closed.
   *
   * @param parts whose health it tells, asked at every request, such as {@link
   *     ProcessHealth#parts}; the process is as well as the worst of them
   * @throws ConfigException when the address cannot be had
   */
  public static HealthServer start(
      RuntimeConfig config, Supplier<? extends Collection<? extends Health>> parts) {
    HealthServer made = new HealthServer(bind(config.httpHost(), config.httpPort()), parts);
    made.begin();
    return made;
  }

  private static HttpServer bind(String host, int port) {
    try {
      return HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException | IllegalArgumentException | SecurityException e) {
      throw new ConfigException(
          ("Health cannot be served on %s:%d (%s). Set ingot.http.host and ingot.http.port; port 0"
                  + " takes a free one.")
              .formatted(host, port, e.getMessage()));
    }
  }

  private void begin() {
    Metrics.addRegistry(metrics);
    new JvmMemoryMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
    new UptimeMetrics().bindTo(metrics);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    LOG.info("Health and metrics are served on {}", url());
  }

  /** {@code http://host:port}. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://" + address.getHostString() + ":" + address.getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        answer(exchange, 405, JSON, "{\"error\":\"only GET is served\"}");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/health/live" -> answer(exchange, Health::live);
        case "/health/ready" -> answer(exchange, part -> part.live() && part.ready());
        case "/metrics" -> answer(exchange, 200, PROMETHEUS, metrics.scrape());
        default -> answer(exchange, 404, JSON, "{\"error\":\"there is nothing here\"}");
      }
    }
  }

  private void answer(HttpExchange exchange, Predicate<Health> well) throws IOException {
    Collection<? extends Health> all = parts.get();
    List<? extends Health> unwell = all.stream().filter(well.negate()).toList();
    List<String> reasons =
        Stream.concat(
                unwell.stream().flatMap(part -> part.reasons().stream()),
                all.stream().flatMap(part -> part.notes().stream()))
            .distinct()
            .toList();
    String status = unwell.isEmpty() ? "ok" : "unavailable";
    answer(
        exchange,
        unwell.isEmpty() ? 200 : 503,
        JSON,
        "{\"status\":\"%s\",\"reasons\":%s}".formatted(status, Json.strings(reasons)));
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    Metrics.removeRegistry(metrics);
    metrics.close();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(LONGEST_CLOSE.toMillis(), MILLISECONDS)) {
        LOG.warn("A request for health was still being answered when its server closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
