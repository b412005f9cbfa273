package dev.ingot.events.wire;

import dev.ingot.events.topics.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Events to bytes and back, by configuration: the one thing that a worker opens. Safe for use by
 * many threads.
 *
 * <pre>{@code
 * try (EventCodecs codecs = EventCodecs.open(Map.of("schema.registry.url", config.registryUrl()))) {
 *   codecs.prepare(List.of(Topics.IMAGES), "ingot.");         // at start-up: fails early
 *   byte[] value = codecs.encode("ingot.images", event);      // for a producer of bytes
 *   ImageReady back = codecs.decode("ingot.images", ImageReady.class, value);
 * }
 * }</pre>
 *
 * <p>{@code value.serializer} and {@code value.deserializer} choose other classes, such as
 * Confluent's own {@code io.confluent.kafka.serializers.KafkaAvroSerializer}, which get all the
 * settings; the Maven profile {@code confluent} puts them on the class path and sets both. Whatever
 * class is chosen, its failures come out as the exceptions of this package.
 */
public final class EventCodecs implements AutoCloseable {
  /** Settings that a build brings along; those that are given explicitly win. */
  private static final String BUILT_IN = "codecs.properties";

  private final Serializer<Object> serializer;
  private final Deserializer<?> deserializer;

  private EventCodecs(Serializer<Object> serializer, Deserializer<?> deserializer) {
    this.serializer = serializer;
    this.deserializer = deserializer;
  }

  /**
   * Opens codecs; the registry is not asked for anything yet.
   *
   * @param settings Confluent's names, {@code schema.registry.url} at least; settings of Kafka
   *     clients may be among them
   * @throws ConfigException naming the key that is wrong
   */
  public static EventCodecs open(Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(builtIn());
    all.put("specific.avro.reader", true);
    all.putAll(settings);
    String writer = className(all, "value.serializer", EventSerializer.class);
    String reader = className(all, "value.deserializer", EventDeserializer.class);
    if (writer.equals(EventSerializer.class.getName())
        && reader.equals(EventDeserializer.class.getName())) {
      RegistrySettings registry = RegistrySettings.from(all);
      RegistryClient shared = RegistryClient.of(registry);
      return new EventCodecs(
          takingObjects(new EventSerializer(shared, registry.register())),
          new EventDeserializer(shared));
    }
    Serializer<?> serializer = make("value.serializer", writer, Serializer.class);
    Deserializer<?> deserializer = make("value.deserializer", reader, Deserializer.class);
    serializer.configure(all, false);
    deserializer.configure(all, false);
    return new EventCodecs(takingObjects(serializer), deserializer);
  }

  @SuppressWarnings("unchecked") // It is given events only, which any serializer here must take.
  private static Serializer<Object> takingObjects(Serializer<?> serializer) {
    return (Serializer<Object>) serializer;
  }

  private static <T> T make(String key, String name, Class<T> kind) {
    try {
      return Class.forName(name).asSubclass(kind).getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw new ConfigException(
          key,
          name,
          "is not on the class path; Confluent's comes with the Maven profile confluent");
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new ConfigException(key, name, "can't be used: " + e);
    }
  }

  private static String className(Map<String, Object> settings, String key, Class<?> otherwise) {
    Object value = settings.get(key);
    return switch (value) {
      case null -> otherwise.getName();
      case Class<?> type -> type.getName();
      default -> value.toString();
    };
  }

  private static Map<String, Object> builtIn() {
    Properties properties = new Properties();
    try (InputStream in = EventCodecs.class.getResourceAsStream(BUILT_IN)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + BUILT_IN, e);
    }
    Map<String, Object> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
    return settings;
  }

  /**
   * Registers the schemas of the topics (or looks them up, where {@code auto.register.schemas} is
   * false), so that what is wrong comes out at the start and not with the first event. Does nothing
   * where another serializer is configured: only that one knows how it reaches the registry.
   *
   * @throws SchemaRefusedException when the registry does not take one
   * @throws RegistryUnavailableException when the registry does not answer
   */
  public void prepare(Collection<? extends Topic<?>> topics, String prefix) {
    if ((Serializer<?>) serializer instanceof EventSerializer ours) {
      for (Topic<?> topic : topics) {
        ours.prepare(topic.name(prefix), SpecificData.get().getSchema(topic.event()));
      }
    }
  }

  /**
   * The value of a record.
   *
   * @param topic the topic's full name
   * @throws SchemaRefusedException when the registry does not take the event's schema
   * @throws RegistryUnavailableException when the registry does not answer
   * @throws org.apache.kafka.common.errors.SerializationException when the event misses a value
   */
  public byte[] encode(String topic, SpecificRecord event) {
    try {
      return serializer.serialize(topic, event);
    } catch (RuntimeException e) {
      throw CodecFailures.whileEncoding(e);
    }
  }

  /**
   * The event in a record's value.
   *
   * @param topic the topic's full name
   * @param type the topic's event
   * @param value as it came; null, which deletes a key, is no event
   * @throws UndecodableEventException when this will never be such an event
   * @throws RegistryUnavailableException when the registry does not answer
   */
  public <E extends SpecificRecord> E decode(String topic, Class<E> type, byte @Nullable [] value) {
    Object event;
    try {
      event = deserializer.deserialize(topic, value);
    } catch (RuntimeException e) {
      throw CodecFailures.whileDecoding(e);
    }
    if (type.isInstance(event)) {
      return type.cast(event);
    }
    throw new UndecodableEventException(
        "%s carries %s, but here came %s"
            .formatted(
                topic,
                type.getSimpleName(),
                event == null ? "nothing" : event.getClass().getSimpleName()));
  }

  @Override
  public void close() {
    serializer.close();
    deserializer.close();
  }
}
