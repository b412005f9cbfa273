package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import org.apache.avro.specific.SpecificRecord;

/** An event to announce, and the topic that carries it. */
public record Emission<E extends SpecificRecord>(Topic<E> topic, E event) {
  public static <E extends SpecificRecord> Emission<E> of(Topic<E> topic, E event) {
    return new Emission<>(topic, event);
  }

  /** The event's deterministic id. */
  public String id() {
    return topic.id().apply(event);
  }

  /** The Kafka key. */
  public String key() {
    return topic.service().apply(event);
  }
}
