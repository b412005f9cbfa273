package dev.ingot.operator;

import static dev.ingot.operator.OnTrial.CANDIDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.sandbox.kafka.Ports;
import dev.ingot.sandbox.process.JvmProcess;
import dev.ingot.shifter.TrafficShifter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guard in a traffic-shifter whose broker is dead: from the start, and later on. */
@Timeout(300)
class ShifterWithoutKafkaIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private OnTrial world;
  private int kafka;
  private int registry;
  private int health;

  @BeforeEach
  void start() throws IOException {
    world = new OnTrial(folder);
    kafka = Ports.free();
    registry = Ports.free();
    health = Ports.free();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private JvmProcess shifter() throws IOException {
    Map<String, String> environment = new HashMap<>(world.credentials());
    environment.put("INGOT_ENVIRONMENTS_FILE", world.environments().toString());
    environment.put("INGOT_GUARD_INTERVAL", "500ms");
    environment.put("INGOT_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafka);
    environment.put("INGOT_SCHEMA_REGISTRY_URL", "http://127.0.0.1:" + registry);
    environment.put("INGOT_HTTP_PORT", String.valueOf(health));
    return JvmProcess.of("shifter", TrafficShifter.class.getName(), folder.resolve("shifter.out"))
        .options(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .environment(environment)
        .start();
  }

  private HttpResponse<String> health(String kind) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + health + "/health/" + kind))
            .timeout(Duration.ofMinutes(1))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void theGuardWorks() {
    world.shift(Instant.now());
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> world.route().weightOf(CANDIDATE) == 0 && world.route().rollbackAt().isEmpty());
  }

  private void awaitReady() {
    await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(() -> health("ready").statusCode() == 200);
  }

  @Test
  void guardsBeforeThereIsABrokerAndBeginsWhenThereIsOne() throws Exception {
    try (JvmProcess shifter = shifter()) {
      theGuardWorks();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(health("ready").body()).contains("the brokers do not answer"));
      assertThat(health("live").statusCode()).isEqualTo(200);

      try (JvmProcess log = LogProcess.start(folder, kafka, registry)) {
        assertThat(log.alive()).isTrue();
        awaitReady();
      }
      assertThat(shifter.alive()).isTrue();
    }
  }

  @Test
  void guardsOnWhenItsBrokerIsKilled() throws Exception {
    try (JvmProcess log = LogProcess.start(folder, kafka, registry);
        JvmProcess shifter = shifter()) {
      awaitReady();

      log.kill();
      log.awaitEnd(Duration.ofMinutes(1));
      theGuardWorks();

      assertThat(shifter.alive()).isTrue();
    }
  }
}
