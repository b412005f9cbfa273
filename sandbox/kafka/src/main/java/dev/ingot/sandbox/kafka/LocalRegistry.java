package dev.ingot.sandbox.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of Confluent's Schema Registry REST API that serializers and tools use, for Avro schemas
 * without references. New schemas are held to FULL_TRANSITIVE where no other level is set.
 *
 * <p>The folder belongs to the caller: schemas stay in it when the registry is closed. One registry
 * at a time can use it. Deleting takes a version off its subject; its id can still be read.
 */
public final class LocalRegistry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalRegistry.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int MAX_BODY = 1024 * 1024;
  private static final int MAX_DRAINED = 16 * 1024 * 1024;
  private static final int BACKLOG = 64;

  private final HttpServer server;
  private final ExecutorService threads;
  private final FolderLock lock;
  private final SchemaStore store;
  private final Routes routes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalRegistry(HttpServer server, FolderLock lock, SchemaStore store) {
    this.server = server;
    this.lock = lock;
    this.store = store;
    this.routes = new RegistryApi(store).routes();
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Starts a registry on 127.0.0.1; its schemas stay in the folder.
   *
   * @param port 0 takes a free one, and so does a port that is taken: see {@link #url()}
   * @throws IllegalStateException when the folder's journal is damaged or in use
   */
  public static LocalRegistry start(Path folder, int port) {
    return start(folder, "127.0.0.1", port);
  }

  /**
   * The same on another address, for clients from elsewhere.
   *
   * @param bind address of this machine to listen on, such as {@code 0.0.0.0} in a container
   */
  public static LocalRegistry start(Path folder, String bind, int port) {
    FolderLock lock = FolderLock.take(folder, "registry");
    try {
      SchemaStore store = new SchemaStore(Journal.open(folder.resolve("schemas.journal")));
      try {
        return new LocalRegistry(bind(bind, port), lock, store);
      } catch (IOException | RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (IOException e) {
      lock.close();
      throw new UncheckedIOException("the registry found no port to listen on", e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static HttpServer bind(String address, int port) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
    } catch (BindException e) {
      return HttpServer.create(new InetSocketAddress(address, 0), BACKLOG);
    }
  }

  /** {@code http://127.0.0.1:port}: for clients on this machine. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        respond(exchange, 200, routes.answer(request(exchange)));
      } catch (RegistryException e) {
        respond(exchange, e.status(), error(e.code(), e.getMessage()));
      } catch (RuntimeException e) {
        log.error("A request to the registry failed: {}", exchange.getRequestURI(), e);
        respond(exchange, 500, error(50001, "Error in the backend data store"));
      }
    }
  }

  private static Routes.Request request(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    List<String> segments =
        Arrays.stream(path.substring(1).split("/")).map(LocalRegistry::decoded).toList();
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    return new Routes.Request(exchange.getRequestMethod(), segments, query, body(exchange));
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String[] parts = pair.split("=", 2);
      query.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
    }
    return query;
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(404, "HTTP 404 Not Found");
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      // A client that is still writing would miss the answer.
      drain(exchange.getRequestBody());
      throw new RegistryException(413, "The request has more than " + MAX_BODY + " bytes");
    }
    try {
      JsonNode json = JSON.readTree(body);
      return json.isObject() ? json : JSON.createObjectNode();
    } catch (JsonProcessingException e) {
      throw new RegistryException(400, "The request is not JSON: " + e.getOriginalMessage());
    }
  }

  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    int left = MAX_DRAINED;
    for (int n = in.read(buffer); n > 0 && left > 0; n = in.read(buffer)) {
      left -= n;
    }
  }

  private static Map<String, Object> error(int code, @Nullable String message) {
    return Map.of("error_code", code, "message", String.valueOf(message));
  }

  private static void respond(HttpExchange exchange, int status, Object answer) throws IOException {
    // A string is the text of a schema, which is JSON already.
    byte[] body =
        answer instanceof String text
            ? text.getBytes(StandardCharsets.UTF_8)
            : JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Stops answering; the schemas stay in the folder. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.stop(0);
      threads.close();
      store.close();
      lock.close();
    }
  }
}
