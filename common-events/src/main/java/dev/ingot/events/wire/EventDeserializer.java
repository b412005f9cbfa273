package dev.ingot.events.wire;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads events in Confluent's wire format into the generated classes: with the schema that they
 * were written with, which the registry knows, and the class's own. So fields that came later are
 * skipped, and fields that were not there yet have their defaults. Safe for use by many threads
 * once configured.
 *
 * <p>Settings as for {@link EventSerializer}; {@code specific.avro.reader} need not be set and is
 * always true. The bytes may come from anybody: they take no more memory than a few times their
 * length.
 */
public final class EventDeserializer implements Deserializer<SpecificRecord> {
  private final Map<Integer, DatumReader<SpecificRecord>> readers = new ConcurrentHashMap<>();
  private @Nullable RegistryClient registry;

  /** For Kafka, which calls {@link #configure} next. */
  public EventDeserializer() {}

  EventDeserializer(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    if (isKey) {
      throw new ConfigException("keys are plain strings: EventDeserializer is for values");
    }
    registry = RegistryClient.of(RegistrySettings.from(settings));
  }

  /**
   * The event; null for null.
   *
   * @throws UndecodableEventException when these bytes will never be an event
   * @throws RegistryUnavailableException when the registry does not answer
   */
  @Override
  public @Nullable SpecificRecord deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    int id = WireFormat.schemaId(bytes);
    DatumReader<SpecificRecord> reader = reader(id);
    BoundedDecoder decoder = new BoundedDecoder(bytes, WireFormat.HEADER);
    try {
      SpecificRecord event = reader.read(null, decoder);
      if (decoder.remaining() > 0) {
        throw new IOException(decoder.remaining() + " bytes are left over");
      }
      return event;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new UndecodableEventException(
          "%d bytes do not decode with schema %d: %s".formatted(bytes.length, id, e), e);
    }
  }

  private DatumReader<SpecificRecord> reader(int id) {
    DatumReader<SpecificRecord> known = readers.get(id);
    if (known != null) {
      return known;
    }
    if (registry == null) {
      throw new IllegalStateException("configure was not called");
    }
    Schema writer =
        registry
            .schema(id)
            .orElseThrow(
                () -> new UndecodableEventException("the registry has no schema with id " + id));
    Class<? extends SpecificRecord> type = eventClass(id, writer);
    SpecificData model = SpecificData.getForClass(type);
    DatumReader<SpecificRecord> reader =
        new SpecificDatumReader<>(writer, model.getSchema(type), model);
    if (readers.size() >= CachingRegistryClient.MOST) {
      readers.clear();
    }
    readers.put(id, reader);
    return reader;
  }

  /** A class is not initialised before it is known to be an event: its name comes from outside. */
  private static Class<? extends SpecificRecord> eventClass(int id, Schema writer) {
    if (writer.getType() == Schema.Type.RECORD) {
      try {
        ClassLoader loader = EventDeserializer.class.getClassLoader();
        Class<?> type = Class.forName(writer.getFullName(), false, loader);
        if (SpecificRecord.class.isAssignableFrom(type)) {
          return type.asSubclass(SpecificRecord.class);
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // Refused below.
      }
    }
    throw new UndecodableEventException(
        "schema %d is %s, which is no event of ours".formatted(id, writer.getFullName()));
  }

  @Override
  public void close() {
    if (registry != null) {
      registry.close();
    }
  }
}
