package dev.ingot.events.wire;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.FleetProvisioned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The other side of {@link ConfluentInteropIT}: Confluent's classes, chosen by configuration as the
 * Maven profile {@code confluent} does it. Ends with 0 when all is as it should be.
 */
final class ConfluentSide {
  static final String OURS = "ours";
  static final String THEIRS = "theirs";

  private ConfluentSide() {}

  public static void main(String[] args) throws Exception {
    String registry = args[0];
    String topic = args[1];
    Path folder = Path.of(args[2]);
    try (EventCodecs confluent = EventCodecs.open(settings(registry));
        EventCodecs lost = EventCodecs.open(settings("http://127.0.0.1:1"))) {
      byte[] ours = Files.readAllBytes(folder.resolve(OURS));
      FleetProvisioned event = confluent.decode(topic, FleetProvisioned.class, ours);
      require(event.equals(Samples.fleetProvisioned()), "read another event: " + event);
      Files.write(folder.resolve(THEIRS), confluent.encode(topic, Samples.fleetProvisioned()));
      requireOurExceptions(confluent, lost, topic, ours);
    }
  }

  private static void requireOurExceptions(
      EventCodecs confluent, EventCodecs lost, String topic, byte[] ours) {
    byte[] unknownId = ours.clone();
    unknownId[3] = 99;
    requireFailure(
        UndecodableEventException.class,
        () -> confluent.decode(topic, FleetProvisioned.class, unknownId));
    requireFailure(
        UndecodableEventException.class,
        () -> confluent.decode(topic, FleetProvisioned.class, new byte[] {7, 7}));
    requireFailure(
        UndecodableEventException.class, () -> confluent.decode(topic, CommitReceived.class, ours));
    requireFailure(
        RegistryUnavailableException.class, () -> lost.decode(topic, FleetProvisioned.class, ours));
    requireFailure(
        RegistryUnavailableException.class, () -> lost.encode(topic, Samples.fleetProvisioned()));
    // The topic's subject has a FleetProvisioned already, which no CommitReceived gets on with.
    requireFailure(
        SchemaRefusedException.class, () -> confluent.encode(topic, Samples.commitReceived()));
  }

  private static Map<String, Object> settings(String registry) {
    return Map.of(
        "schema.registry.url",
        registry,
        "max.retries",
        0,
        "value.serializer",
        "io.confluent.kafka.serializers.KafkaAvroSerializer",
        "value.deserializer",
        "io.confluent.kafka.serializers.KafkaAvroDeserializer");
  }

  private static void requireFailure(Class<? extends Exception> kind, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      if (!kind.isInstance(e)) {
        throw new IllegalStateException("not a " + kind.getSimpleName(), e);
      }
      return;
    }
    throw new IllegalStateException("no " + kind.getSimpleName());
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }
}
