package dev.ingot.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Shared things that anybody may write at any time, as a listener's rule is: no compare-and-set, no
 * owner. Remembers every access.
 */
final class Register implements AutoCloseable {
  static final String WRITER = "X-Writer";

  /** When the writer took the record in hand. */
  static final String TAKEN = "X-Taken";

  private static final int MOST_BYTES = 1_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> values = new HashMap<>();
  private final List<Access> accesses = new ArrayList<>();

  /**
   * Somebody read or wrote.
   *
   * @param taken when the writer had taken the record in hand in whose name it came
   * @param written what it wrote; empty for reading
   */
  record Access(Instant at, String key, String writer, Instant taken, Optional<String> written) {}

  private Register(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** On a free port of 127.0.0.1. */
  static Register start() throws IOException {
    return new Register(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Everything so far, in the order in which it took effect. */
  synchronized List<Access> accesses() {
    return List.copyOf(accesses);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
      String key = exchange.getRequestURI().getPath().substring(1);
      try {
        String writer = header(exchange, WRITER);
        Instant taken = Instant.parse(header(exchange, TAKEN));
        Optional<String> written =
            exchange.getRequestMethod().equals("PUT")
                ? Optional.of(new String(body, StandardCharsets.UTF_8))
                : Optional.empty();
        answer(exchange, 200, access(key, writer, taken, written));
      } catch (NullPointerException | DateTimeParseException e) {
        answer(exchange, 400, String.valueOf(e.getMessage()));
      }
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Objects.requireNonNull(exchange.getRequestHeaders().getFirst(name), name);
  }

  private synchronized String access(
      String key, String writer, Instant taken, Optional<String> written) {
    accesses.add(new Access(Instant.now(), key, writer, taken, written));
    written.ifPresent(value -> values.put(key, value));
    return values.getOrDefault(key, "");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
