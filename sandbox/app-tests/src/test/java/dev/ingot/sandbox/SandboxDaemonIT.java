package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.PushReported;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.EventReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox alone, ended gently and not. */
class SandboxDaemonIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String[] FREE_PORTS = {
    "sandbox", "--port=0", "--aws-port=0", "--kafka-port=0", "--registry-port=0"
  };
  @TempDir private static Path folder;

  @Test
  void eventsAndSchemasSurviveItsEndGentleOrNot() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Instant begin = Instant.now();
    String push;
    String schema;
    try (IngotProcess first = IngotProcess.start(home, FREE_PORTS)) {
      first.awaitOutput("The sandbox runs", PATIENCE);
      try (EventPublisher publisher = EventPublisher.open(endpoints(home).runtime())) {
        push = new Operator(publisher).push("shop", "/nowhere", "refs/heads/main");
      }
      schema = schemaOfPushes(home);
      first.kill();
    }
    try (IngotProcess second = IngotProcess.start(home, FREE_PORTS)) {
      second.awaitOutput("The sandbox runs", PATIENCE);
      assertThat(schemaOfPushes(home)).isEqualTo(schema);
      second.stop();
      assertThat(Endpoints.read(home.resolve(SandboxDaemon.FOLDER))).isEmpty();
    }
    try (IngotProcess third = IngotProcess.start(home, FREE_PORTS)) {
      third.awaitOutput("The sandbox runs", PATIENCE);
      assertThat(pushes(home, begin)).containsExactly(push);
      third.stop();
    }
  }

  @Test
  void aPortThatIsTakenIsSaidAndNotReplaced() throws Exception {
    Path home = Files.createDirectory(folder.resolve("other"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        IngotProcess daemon =
            IngotProcess.start(
                home,
                "sandbox",
                "--port=0",
                "--aws-port=0",
                "--kafka-port=" + taken.getLocalPort(),
                "--registry-port=0")) {
      assertThat(daemon.exitCode(PATIENCE)).isEqualTo(1);
      assertThat(daemon.output()).contains("A port is taken");
    }
  }

  private static Endpoints endpoints(Path home) {
    return Endpoints.read(home.resolve(SandboxDaemon.FOLDER)).orElseThrow();
  }

  private static String schemaOfPushes(Path home) throws Exception {
    URI versions =
        URI.create(
            endpoints(home).registry() + "/subjects/ingot.pushes-value/versions/latest/schema");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(versions).timeout(Duration.ofMinutes(1)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer::body).isEqualTo(200);
      return answer.body();
    }
  }

  private static List<String> pushes(Path home, Instant from) throws Exception {
    List<String> ids = new CopyOnWriteArrayList<>();
    EventReader.Listener listener =
        new EventReader.Listener() {
          @Override
          public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
            ids.add(((PushReported) event).getId());
          }
        };
    try (EventReader reader =
        EventReader.from(from, List.of(Topics.PUSHES), endpoints(home).runtime(), listener)) {
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !ids.isEmpty());
    }
    return ids;
  }
}
