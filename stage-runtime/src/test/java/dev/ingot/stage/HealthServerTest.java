package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import io.micrometer.core.instrument.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  private final List<String> reasons = new CopyOnWriteArrayList<>();
  private boolean live = true;

  private final Health part =
      new Health() {
        @Override
        public boolean live() {
          return live;
        }

        @Override
        public boolean ready() {
          return reasons.isEmpty();
        }

        @Override
        public List<String> reasons() {
          return reasons;
        }
      };

  private final HealthServer server =
      HealthServer.start(Config.read(RuntimeConfig.class, Map.of()), () -> List.of(part));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void saysThatAllIsWell() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"ok\",\"reasons\":[]}");
  }

  @Test
  void saysWhyItIsNotReady() throws Exception {
    reasons.add("No broker answers on \"a\\b\".");

    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(ready.body())
        .isEqualTo(
            "{\"status\":\"unavailable\",\"reasons\":[\"No broker answers on \\\"a\\\\b\\\".\"]}");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void isNeitherLiveNorReadyWhenOnlyARestartHelps() throws Exception {
    live = false;

    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void servesMetricsOfTheGlobalRegistry() throws Exception {
    Metrics.counter("ingot.health.server.test").increment();

    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body())
        .contains("ingot_health_server_test_total 1.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void refusesWhatItDoesNotServe() throws Exception {
    HttpResponse<String> post =
        client.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/metrics"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(get("/health/live/x").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsWhatToDoWhenThePortIsTaken() {
    int taken = URI.create(server.url()).getPort();
    RuntimeConfig config =
        Config.read(RuntimeConfig.class, Map.of("ingot.http.port", String.valueOf(taken)));

    assertThatThrownBy(() -> HealthServer.start(config, List::of))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("127.0.0.1:" + taken)
        .hasMessageContaining("ingot.http.port");
  }
}
