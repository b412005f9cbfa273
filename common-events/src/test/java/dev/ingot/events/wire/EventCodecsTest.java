package dev.ingot.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.topics.Topics;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventCodecsTest {
  private final String url = "mock://" + UUID.randomUUID();
  private final EventCodecs codecs = EventCodecs.open(Map.of("schema.registry.url", url));

  @AfterEach
  void close() {
    codecs.close();
  }

  @Test
  void readsWhatItWrites() {
    byte[] bytes = codecs.encode("ingot.fleets", Samples.fleetProvisioned());
    assertThat(codecs.decode("ingot.fleets", FleetProvisioned.class, bytes))
        .isEqualTo(Samples.fleetProvisioned());
  }

  @Test
  void framesWithZeroAndTheSchemaIdInFourBytes() {
    byte[] bytes = codecs.encode("ingot.commits", Samples.commitReceived());
    assertThat(bytes).startsWith(0, 0, 0, 0, 1);
    assertThat(codecs.encode("ingot.fleets", Samples.fleetProvisioned())).startsWith(0, 0, 0, 0, 2);
  }

  @Test
  void sharesAMockScopeWithinTheProcess() {
    byte[] bytes = codecs.encode("ingot.commits", Samples.commitReceived());
    try (EventCodecs others = EventCodecs.open(Map.of("schema.registry.url", url))) {
      assertThat(others.decode("ingot.commits", CommitReceived.class, bytes))
          .isEqualTo(Samples.commitReceived());
    }
    Map<String, String> stranger = Map.of("schema.registry.url", "mock://" + UUID.randomUUID());
    try (EventCodecs others = EventCodecs.open(stranger)) {
      assertThatThrownBy(() -> others.decode("ingot.commits", CommitReceived.class, bytes))
          .isInstanceOf(UndecodableEventException.class)
          .hasMessage("the registry has no schema with id 1");
    }
  }

  @Test
  void refusesAnEventThatItsTopicDoesNotCarry() {
    byte[] bytes = codecs.encode("ingot.fleets", Samples.commitReceived());
    assertThatThrownBy(() -> codecs.decode("ingot.fleets", FleetProvisioned.class, bytes))
        .isInstanceOf(UndecodableEventException.class)
        .hasMessage("ingot.fleets carries FleetProvisioned, but here came CommitReceived");
    assertThatThrownBy(() -> codecs.decode("ingot.fleets", FleetProvisioned.class, null))
        .isInstanceOf(UndecodableEventException.class)
        .hasMessageEndingWith("here came nothing");
  }

  @Test
  void refusesToRegisterWhereRegisteringIsSwitchedOff() {
    Map<String, Object> settings =
        Map.of("schema.registry.url", url, "auto.register.schemas", "false");
    try (EventCodecs strict = EventCodecs.open(settings)) {
      assertThatThrownBy(() -> strict.encode("ingot.commits", Samples.commitReceived()))
          .isInstanceOf(SchemaRefusedException.class);
      assertThatThrownBy(() -> strict.prepare(Topics.all(), "ingot."))
          .isInstanceOf(SchemaRefusedException.class);
      codecs.prepare(Topics.all(), "ingot.");
      strict.prepare(Topics.all(), "ingot.");
      assertThat(strict.encode("ingot.commits", Samples.commitReceived())).isNotEmpty();
    }
  }

  @Test
  void saysWhichValueAnEventMisses() {
    CommitReceived broken = new CommitReceived();
    assertThatThrownBy(() -> codecs.encode("ingot.commits", broken))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("CommitReceived")
        .hasMessageContaining("id");
  }

  @Test
  void usesTheClassesThatAreConfigured() {
    Map<String, Object> settings =
        Map.of(
            "schema.registry.url",
            url,
            "value.serializer",
            Shouting.class.getName(),
            "value.deserializer",
            StringDeserializer.class);
    try (EventCodecs others = EventCodecs.open(settings)) {
      assertThat(others.encode("ingot.commits", Samples.commitReceived())).containsExactly('!');
      assertThatThrownBy(() -> others.decode("t", CommitReceived.class, new byte[] {'?'}))
          .isInstanceOf(UndecodableEventException.class)
          .hasMessage("t carries CommitReceived, but here came String");
    }
  }

  @Test
  void saysWhatIsMissingWhenAClassIsNotThere() {
    assertThatThrownBy(
            () ->
                EventCodecs.open(
                    Map.of(
                        "schema.registry.url",
                        url,
                        "value.serializer",
                        "io.confluent.kafka.serializers.KafkaAvroSerializer")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Maven profile confluent");
  }

  @Test
  void translatesFailuresOfOtherSerializers() {
    assertThat(whileDecoding(new IOException("refused")))
        .isInstanceOf(RegistryUnavailableException.class);
    assertThat(whileDecoding(new RestClientException(50001)))
        .isInstanceOf(RegistryUnavailableException.class);
    assertThat(whileDecoding(new RestClientException(40403)))
        .isInstanceOf(UndecodableEventException.class);
    assertThat(whileDecoding(new IllegalStateException("bytes")))
        .isInstanceOf(UndecodableEventException.class);
    assertThat(whileEncoding(new RestClientException(409)))
        .isInstanceOf(SchemaRefusedException.class);
    assertThat(whileEncoding(new RestClientException(42201)))
        .isInstanceOf(SchemaRefusedException.class);
    assertThat(whileEncoding(new RestClientException(50001)))
        .isInstanceOf(RegistryUnavailableException.class);
    assertThat(whileEncoding(new NullPointerException("id")))
        .isExactlyInstanceOf(SerializationException.class);
  }

  private static RuntimeException whileDecoding(Exception cause) {
    return CodecFailures.whileDecoding(new SerializationException("Error", cause));
  }

  private static RuntimeException whileEncoding(Exception cause) {
    return CodecFailures.whileEncoding(new SerializationException("Error", cause));
  }

  /** As Confluent's of the same name. */
  public static final class RestClientException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int code;

    RestClientException(int code) {
      super("error code: " + code);
      this.code = code;
    }

    public int getErrorCode() {
      return code;
    }
  }

  /** A serializer of somebody else's. */
  public static final class Shouting implements Serializer<Object> {
    @Override
    public byte[] serialize(String topic, Object value) {
      return new byte[] {'!'};
    }
  }

  @Test
  void isASerializerAndADeserializerForKafka() {
    Map<String, String> settings = Map.of("schema.registry.url", url);
    try (EventSerializer serializer = new EventSerializer();
        Deserializer<?> deserializer = new EventDeserializer()) {
      serializer.configure(settings, false);
      deserializer.configure(settings, false);
      byte[] bytes = serializer.serialize("ingot.commits", Samples.commitReceived());
      assertThat((Object) deserializer.deserialize("ingot.commits", bytes))
          .isEqualTo(Samples.commitReceived());
      assertThat(serializer.serialize("ingot.commits", null)).isNull();
      assertThat((Object) deserializer.deserialize("ingot.commits", null)).isNull();
      assertThatThrownBy(() -> serializer.configure(settings, true))
          .isInstanceOf(ConfigException.class);
    }
  }
}
