package dev.ingot.stage.testkit;

import dev.ingot.events.topics.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * A log without a broker. Several {@link ManualStage}s may share one. Every event goes through Avro
 * on its way in, as it would on the real one: what cannot be encoded is refused, times are cut to
 * milliseconds, and nobody keeps a reference. Thread-safe.
 */
public final class InMemoryTopics {
  private final Map<Topic<?>, List<SpecificRecord>> events = new ConcurrentHashMap<>();

  /**
   * Puts an event at the end of the topic.
   *
   * @throws AssertionError when the event cannot be encoded
   */
  public <E extends SpecificRecord> void append(Topic<E> topic, E event) {
    events.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>()).add(copy(topic, event));
  }

  /** All events of the topic, oldest first. */
  public <E extends SpecificRecord> List<E> all(Topic<E> topic) {
    return events.getOrDefault(topic, List.of()).stream().map(topic.event()::cast).toList();
  }

  static <E extends SpecificRecord> E copy(Topic<E> topic, E event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<>(topic.event()).write(event, encoder);
      encoder.flush();
      return new SpecificDatumReader<>(topic.event())
          .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new AssertionError("An event for " + topic + " does not fit its schema: " + event, e);
    }
  }
}
