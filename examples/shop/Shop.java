import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP service: {@code /} says which version answers, {@code /healthz} that it is well. It
 * listens on {@code HOST} (127.0.0.1) and {@code PORT} (8080); SIGTERM lets the requests in flight
 * finish first.
 */
public final class Shop {
  private static final long LONGEST_DRAIN_MILLIS = 10_000;

  private final HttpServer server;
  private final AtomicInteger inFlight = new AtomicInteger();

  private Shop(String host, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(host, port), 1_024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> serve(exchange, Page.answer()));
    server.createContext("/healthz", exchange -> serve(exchange, new Page.Answer(200, "ok")));
  }

  public static void main(String[] arguments) throws IOException {
    String port = System.getenv().getOrDefault("PORT", "8080");
    String host = System.getenv().getOrDefault("HOST", "127.0.0.1");
    Shop shop = new Shop(host, Integer.parseInt(port));
    Runtime.getRuntime().addShutdownHook(new Thread(shop::drain));
    shop.server.start();
    System.out.println("shop " + Page.VERSION + " listens on port " + port);
  }

  private void serve(HttpExchange exchange, Page.Answer answer) throws IOException {
    inFlight.incrementAndGet();
    try (exchange) {
      byte[] body;
      int status = answer.status();
      if (exchange.getHttpContext().getPath().equals(exchange.getRequestURI().getPath())) {
        body = answer.body().getBytes(StandardCharsets.UTF_8);
      } else {
        status = 404;
        body = "there is nothing here\n".getBytes(StandardCharsets.UTF_8);
      }
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", body[0] == '{' ? "application/json" : "text/plain");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /** Whoever sends requests has stopped by now; those that are here get their answer. */
  private void drain() {
    long deadline = System.nanoTime() + LONGEST_DRAIN_MILLIS * 1_000_000;
    try {
      while (inFlight.get() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
  }
}
