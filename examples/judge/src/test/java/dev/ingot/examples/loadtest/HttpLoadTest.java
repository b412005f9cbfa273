package dev.ingot.examples.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ingot.stage.testkit.Events;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadTest {
  private final AtomicInteger served = new AtomicInteger();
  private final Set<String> previews = ConcurrentHashMap.newKeySet();
  private HttpServer server;

  @BeforeEach
  void aServiceOfWhichEveryFourthRequestFails() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          previews.add(exchange.getRequestHeaders().getFirst("X-Ingot-Preview"));
          exchange.sendResponseHeaders(served.incrementAndGet() % 4 == 0 ? 503 : 200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static LoadTestConfig config(int port) {
    return new LoadTestConfig(
        "http://127.0.0.1:%d/{service}".formatted(port),
        20,
        Duration.ofSeconds(20),
        2,
        Duration.ofMillis(300));
  }

  @Test
  void countsWhatFailsOfTheCandidateBehindThePreview() throws Exception {
    try (HttpLoad load = new HttpLoad(config(server.getAddress().getPort()))) {
      Burst burst = load.on(Events.trafficShifted().build());

      assertThat(burst.sent()).isEqualTo(20);
      assertThat(burst.failed()).isEqualTo(5);
      assertThat(previews).containsExactly(Events.deployment().getId());
    }
  }

  @Test
  void aDeadCandidateFailsEveryRequest() throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);
    try (HttpLoad load = new HttpLoad(config(port))) {
      assertThat(load.on(Events.trafficShifted().build()).failed()).isEqualTo(20);
    }
  }
}
