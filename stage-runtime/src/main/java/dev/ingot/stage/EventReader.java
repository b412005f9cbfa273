package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads topics whole, {@code read_committed}, without a group, on a thread of its own: for
 * operators' views and for what every worker reads. Events of one partition arrive in order.
 */
public final class EventReader implements AutoCloseable {
  private EventReader() {}

  /** Is told each event. */
  public interface Listener {
    <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at);
  }

  /** Begins at the given time and goes on until closed. */
  public static EventReader from(
      Instant begin, List<Topic<?>> topics, RuntimeConfig config, Listener listener) {
    throw new UnsupportedOperationException("to come");
  }

  @Override
  public void close() {}
}
