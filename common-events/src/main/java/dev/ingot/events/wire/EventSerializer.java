package dev.ingot.events.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in Confluent's wire format, each with its own schema, which is registered under
 * {@code <topic>-value}. Safe for use by many threads once configured.
 *
 * <p>Settings have Confluent's names. Honoured: {@code schema.registry.url} (several URLs, {@code
 * mock://scope}), {@code auto.register.schemas}, {@code normalize.schemas}, {@code
 * basic.auth.credentials.source} URL or USER_INFO, {@code basic.auth.user.info}, {@code
 * http.connect.timeout.ms}, {@code http.read.timeout.ms}, {@code max.retries}, {@code
 * retries.wait.ms}, {@code retries.max.wait.ms}. Refused, because they would change what is
 * written: {@code use.latest.version}, other subject name strategies, bearer tokens. All else is
 * ignored.
 */
public final class EventSerializer implements Serializer<SpecificRecord> {
  private static final int USUAL_SIZE = 256;

  /** Made once for each class of events: finding out how to write one takes longer than writing. */
  private static final ClassValue<DatumWriter<SpecificRecord>> WRITERS =
      new ClassValue<>() {
        @Override
        protected DatumWriter<SpecificRecord> computeValue(Class<?> type) {
          SpecificData model = SpecificData.getForClass(type);
          return new SpecificDatumWriter<>(model.getSchema(type), model);
        }
      };

  private @Nullable RegistryClient registry;
  private boolean register;

  /** For Kafka, which calls {@link #configure} next. */
  public EventSerializer() {}

  EventSerializer(RegistryClient registry, boolean register) {
    this.registry = registry;
    this.register = register;
  }

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    if (isKey) {
      throw new ConfigException("keys are plain strings: EventSerializer is for values");
    }
    RegistrySettings read = RegistrySettings.from(settings);
    registry = RegistryClient.of(read);
    register = read.register();
  }

  /**
   * The event as bytes; null for null, which deletes a key from a compacted topic.
   *
   * @throws SchemaRefusedException when the registry does not take the event's schema
   * @throws RegistryUnavailableException when the registry does not answer
   * @throws SerializationException when the event misses a value that its schema asks for
   */
  @Override
  public byte @Nullable [] serialize(String topic, @Nullable SpecificRecord event) {
    if (event == null) {
      return null;
    }
    int id = prepare(topic, event.getSchema());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
    bytes.writeBytes(WireFormat.header(id));
    writeAvro(event, bytes);
    return bytes.toByteArray();
  }

  /** The id that the registry has given to the schema for the topic. */
  int prepare(String topic, Schema schema) {
    if (registry == null) {
      throw new IllegalStateException("configure was not called");
    }
    String subject = topic + "-value";
    return register ? registry.register(subject, schema) : registry.lookup(subject, schema);
  }

  private static void writeAvro(SpecificRecord event, ByteArrayOutputStream bytes) {
    // Without a buffer of its own: events are small, and the stream is memory already.
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      WRITERS.get(event.getClass()).write(event, encoder);
      encoder.flush();
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "%s can't be written: %s".formatted(event.getSchema().getName(), e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    if (registry != null) {
      registry.close();
    }
  }
}
