package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;

/** Announces events that no record caused: a webhook's push, an operator's command. Thread-safe. */
public final class EventPublisher implements AutoCloseable {
  private EventPublisher() {}

  public static EventPublisher open(RuntimeConfig config) {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * Returns once the brokers have acknowledged the event (acks=all, idempotent).
   *
   * @throws PublishException when they have not within the time; the event may still arrive
   */
  public <E extends SpecificRecord> void publish(Topic<E> topic, E event, Duration within) {
    throw new UnsupportedOperationException("to come");
  }

  @Override
  public void close() {}
}
