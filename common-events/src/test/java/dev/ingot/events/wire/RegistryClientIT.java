package dev.ingot.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.LocalRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a registry that is well, and behind a proxy that is not. */
class RegistryClientIT {
  private static final Schema SCHEMA = CommitReceived.getClassSchema();

  @TempDir Path folder;
  private LocalRegistry registry;
  private TroublesomeProxy proxy;

  @BeforeEach
  void start() {
    registry = LocalRegistry.start(folder, 0);
    proxy = TroublesomeProxy.to(registry.url());
  }

  @AfterEach
  void stop() {
    proxy.close();
    registry.close();
  }

  @Test
  void registersAllSchemasUnderTheirTopics() {
    try (EventCodecs codecs = EventCodecs.open(settings())) {
      codecs.prepare(Topics.all(), "ingot.");
      byte[] bytes = codecs.encode("ingot.commits", Samples.commitReceived());
      assertThat(codecs.decode("ingot.commits", CommitReceived.class, bytes))
          .isEqualTo(Samples.commitReceived());
    }
    try (RegistryClient client = client(Map.of())) {
      assertThat(client.lookup("ingot.commits-value", SCHEMA)).isPositive();
    }
  }

  @Test
  void asksOnceForWhatItKnows() {
    try (EventCodecs writer = EventCodecs.open(settings());
        EventCodecs reader = EventCodecs.open(settings())) {
      for (int i = 0; i < 10; i++) {
        byte[] bytes = writer.encode("ingot.commits", Samples.commitReceived());
        reader.decode("ingot.commits", CommitReceived.class, bytes);
      }
    }
    assertThat(proxy.requests())
        .containsExactly("POST /subjects/ingot.commits-value/versions", "GET /schemas/ids/1");
  }

  @Test
  void triesAgainWhatMayPass() {
    proxy.answer(500, 503, 429);
    try (RegistryClient client = client(Map.of("max.retries", 3))) {
      assertThat(client.register("s", SCHEMA)).isEqualTo(1);
    }
    assertThat(proxy.requests()).hasSize(4);
  }

  @Test
  void givesUpAfterTheLastRound() {
    proxy.answer(500, 500, 500, 500);
    try (RegistryClient client = client(Map.of("max.retries", 2))) {
      assertThatThrownBy(() -> client.schema(1))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("answers with status 500");
    }
    assertThat(proxy.requests()).hasSize(3);
  }

  @Test
  void saysThatARegistryIsDown() {
    proxy.close();
    try (EventCodecs codecs = EventCodecs.open(settings())) {
      assertThatThrownBy(() -> codecs.encode("ingot.commits", Samples.commitReceived()))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining(proxy.url());
      assertThatThrownBy(
              () ->
                  codecs.decode("ingot.commits", CommitReceived.class, new byte[] {0, 0, 0, 0, 1}))
          .isInstanceOf(RegistryUnavailableException.class);
    }
  }

  @Test
  void doesNotWaitForARegistryThatIsSilentOrDrips() {
    Map<String, Object> hasty = Map.of("http.read.timeout.ms", 200, "max.retries", 0);
    try (RegistryClient client = client(hasty)) {
      proxy.answer(TroublesomeProxy.SILENT, TroublesomeProxy.DRIPPING);
      assertThatThrownBy(() -> client.schema(1)).isInstanceOf(RegistryUnavailableException.class);
      assertThatThrownBy(() -> client.schema(1)).isInstanceOf(RegistryUnavailableException.class);
    }
  }

  @Test
  void doesNotSwallowAnEndlessAnswer() {
    proxy.answer(TroublesomeProxy.ENDLESS);
    try (RegistryClient client = client(Map.of("max.retries", 0))) {
      assertThatThrownBy(() -> client.schema(1))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("bytes came");
    }
  }

  @Test
  void takesTheNextUrlWhenOneIsDown() {
    Map<String, Object> two =
        Map.of("schema.registry.url", List.of("http://127.0.0.1:1", proxy.url()), "max.retries", 0);
    try (RegistryClient client = client(two)) {
      assertThat(client.register("s", SCHEMA)).isEqualTo(1);
      assertThat(client.schema(1)).contains(SCHEMA);
    }
  }

  @Test
  void showsItsCredentials() {
    proxy.requireUser("me", "pass:word");
    Map<String, Object> info =
        Map.of(
            "basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:pass:word");
    String url = proxy.url().replace("//", "//me:pass%3Aword@");
    try (RegistryClient byInfo = client(info);
        RegistryClient byUrl = client(Map.of("schema.registry.url", url))) {
      assertThat(byInfo.register("s", SCHEMA)).isEqualTo(1);
      assertThat(byUrl.register("s", SCHEMA)).isEqualTo(1);
    }
  }

  @Test
  void keepsTheEventWhenItsCredentialsAreRefused() {
    proxy.requireUser("me", "secret");
    String url = proxy.url().replace("//", "//me:wrong@");
    try (EventCodecs codecs = EventCodecs.open(Map.of("schema.registry.url", url))) {
      assertThatThrownBy(
              () ->
                  codecs.decode("ingot.commits", CommitReceived.class, new byte[] {0, 0, 0, 0, 1}))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("refuses our credentials")
          .hasMessageNotContaining("wrong");
    }
    assertThat(proxy.requests()).hasSize(1);
  }

  @Test
  void doesNotTakeAnyWebServerForARegistry() {
    proxy.answer(404, 200);
    try (RegistryClient client = client(Map.of())) {
      assertThatThrownBy(() -> client.schema(1))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining("does not answer as a schema registry does");
      assertThatThrownBy(() -> client.schema(1)).isInstanceOf(RegistryUnavailableException.class);
    }
  }

  @Test
  void knowsThatAnIdDoesNotExist() {
    try (RegistryClient client = client(Map.of())) {
      assertThat(client.schema(7)).isEmpty();
      assertThat(client.schema(7)).isEmpty();
    }
    assertThat(proxy.requests()).hasSize(2);
  }

  @Test
  void saysWhyASchemaIsRefused() {
    Schema other =
        SchemaBuilder.record(SCHEMA.getFullName()).fields().requiredInt("other").endRecord();
    try (RegistryClient client = client(Map.of())) {
      client.register("s", SCHEMA);
      assertThatThrownBy(() -> client.register("s", other))
          .isInstanceOf(SchemaRefusedException.class)
          .hasMessageContaining("incompatible");
      assertThatThrownBy(() -> client.lookup("s", other))
          .isInstanceOf(SchemaRefusedException.class);
      assertThatThrownBy(() -> client.lookup("unknown", other))
          .isInstanceOf(SchemaRefusedException.class);
    }
    assertThat(proxy.requests()).hasSize(4);
  }

  private Map<String, Object> settings() {
    return Map.of("schema.registry.url", proxy.url(), "retries.wait.ms", 1);
  }

  private RegistryClient client(Map<String, Object> further) {
    Map<String, Object> all = new HashMap<>(settings());
    all.putAll(further);
    return RegistryClient.of(RegistrySettings.from(all));
  }
}
