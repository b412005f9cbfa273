package dev.ingot.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A service that can be slow, and whose orders and pages can fail while it answers 200. */
final class Orders {
  private static final String SERVICE =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.util.concurrent.Executors;
      import java.util.concurrent.atomic.AtomicLong;

      class Orders {
        static final AtomicLong ALL = new AtomicLong();
        static final AtomicLong FAILED = new AtomicLong();
        static final AtomicLong PAGES = new AtomicLong();

        public static void main(String[] none) throws Exception {
          long slow = Long.parseLong(System.getenv("SLOW"));
          long oneIn = Long.parseLong(System.getenv("FAILS"));
          long after = Long.parseLong(System.getenv().getOrDefault("FAILS_AFTER", "1000000"));
          long good = Long.parseLong(System.getenv().getOrDefault("GOOD_PAGES", "1000"));
          int port = Integer.parseInt(System.getenv("PORT"));
          var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 100);
          server.setExecutor(Executors.newCachedThreadPool());
          server.createContext("/", exchange -> {
            String said = "ok";
            switch (exchange.getRequestURI().getPath()) {
              case "/metrics" -> said = "# TYPE orders_total counter\\norders_total " + ALL
                  + "\\n# TYPE orders_failed_total counter\\norders_failed_total " + FAILED + "\\n";
              case "/seen" -> {}
              case "/page" -> said = PAGES.incrementAndGet() > good ? "oops" : "ok";
              default -> {
                long order = ALL.incrementAndGet();
                if (order % oneIn == 0 || order > after) {
                  FAILED.incrementAndGet();
                }
                try { Thread.sleep(slow); } catch (InterruptedException e) { throw new RuntimeException(e); }
              }
            }
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, said.length());
            exchange.getResponseBody().write(said.getBytes());
            exchange.close();
          });
          server.start();
        }
      }
      """;

  private Orders() {}

  /** Puts the service in place of the one that is there. */
  static void write(Path repository) throws IOException {
    Files.writeString(repository.resolve("Orders.java"), SERVICE);
    Files.writeString(
        repository.resolve("serve"),
        """
        #!/bin/sh
        exec "$JAVA_HOME/bin/java" -Xmx48m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 Orders.java
        """);
  }

  /**
   * Its pipeline, for a version whose orders fail after so many, and which needs an approval before
   * 100 %: by then it stands at 50.
   */
  static String standing(int after) {
    return """
        environments:
          - production:
              settings: {SLOW: "20", FAILS: "1000", FAILS_AFTER: "%d"}
              rollout: {steps: [50, 100], bake: [10s, 4s], approve: {before: 100}}
              verify:
                minRequests: 1
                alpha: 0.05
                sources: {scrape: {every: 1s}}
                metrics:
                  failed-orders:
                    {source: scrape, bad: orders_failed_total, total: orders_total, limit: 10%%}
        """
        .formatted(after);
  }

  /**
   * Its pipeline.
   *
   * @param slow milliseconds that each answer takes
   * @param fails every how many-th order fails
   */
  static String environments(int slow, int fails) {
    return """
        environments:
          - production:
              settings: {SLOW: "%d", FAILS: "%d"}
              rollout: {steps: [50, 100], bake: [20s, 7s]}
              verify:
                minRequests: 1
                alpha: 0.05
                latency: {p90: 1.5x}
                probes:
                  - {path: /, body: ok}
                  - {path: /page, body: ok, every: 1s, failures: 2, within: 1300ms}
                sources: {scrape: {every: 1s}}
                metrics:
                  failed-orders:
                    {source: scrape, bad: orders_failed_total, total: orders_total, limit: 10%%}
        """
        .formatted(slow, fails);
  }
}
