package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.UndecodableEventException;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics whole, {@code read_committed}, without a group, on a thread of its own: for
 * operators' views and for what every worker reads. Events of one partition arrive in order.
 */
public final class EventReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  private final Map<String, Topic<?>> topics;
  private final EventCodecs codecs;
  private final Listener listener;
  private final LogReader reader;

  private EventReader(
      Instant begin, List<Topic<?>> topics, RuntimeConfig config, Listener listener) {
    this.topics =
        topics.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    topic -> topic.name(config.topicPrefix()), Function.identity()));
    KafkaClients clients = new KafkaClients(config);
    this.codecs = EventCodecs.open(clients.codecs());
    this.listener = listener;
    this.reader =
        new LogReader(
            "event-reader", clients, List.copyOf(this.topics.keySet()), begin, this::take);
  }

  /** Is told each event, on the reader's thread; a slow listener slows the reader. */
  public interface Listener {
    /**
     * An event has arrived.
     *
     * @param at the time of the Kafka record
     */
    <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at);
  }

  /**
   * Begins at the given time and goes on until closed, also while brokers are away. What does not
   * decode is skipped with a warning, and counted in {@code ingot.reader.poison}.
   */
  public static EventReader from(
      Instant begin, List<Topic<?>> topics, RuntimeConfig config, Listener listener) {
    EventReader made = new EventReader(begin, topics, config, listener);
    made.reader.start();
    return made;
  }

  /**
   * Waits until the listener has been told all that was there when the reader began.
   *
   * @return false when it has not within the time
   */
  public boolean awaitCaughtUp(Duration within) throws InterruptedException {
    return reader.awaitCaughtUp(within);
  }

  private void take(ConsumerRecord<byte[], byte[]> message) {
    Topic<?> topic = topics.get(message.topic());
    if (topic != null && message.value() != null) {
      take(topic, message);
    }
  }

  private <E extends SpecificRecord> void take(
      Topic<E> topic, ConsumerRecord<byte[], byte[]> message) {
    E event;
    try {
      event = codecs.decode(message.topic(), topic.event(), message.value());
    } catch (UndecodableEventException e) {
      Metrics.counter("ingot.reader.poison", "topic", topic.suffix()).increment();
      LOG.warn(
          "{}-{}@{} is no {} and is skipped: {}",
          message.topic(),
          message.partition(),
          message.offset(),
          topic.event().getSimpleName(),
          e.getMessage());
      return;
    }
    listener.on(topic, event, Instant.ofEpochMilli(message.timestamp()));
  }

  @Override
  public void close() {
    reader.close();
    codecs.close();
  }
}
