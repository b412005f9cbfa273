package dev.ingot.events.topics;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the log and the one event that it carries.
 *
 * @param suffix name without the prefix, such as {@code commits}
 * @param event class of the event
 * @param keeping what the broker keeps of it
 * @param service the event's service, which is its Kafka key
 * @param id the event's deterministic id, unique within the topic
 * @param time when the event happened
 * @param deployment the deployment that the event is about, where there is one
 */
public record Topic<E extends SpecificRecord>(
    String suffix,
    Class<E> event,
    Keeping keeping,
    Function<E, String> service,
    Function<E, String> id,
    Function<E, Instant> time,
    Function<E, Optional<String>> deployment) {

  /** What the broker keeps of a topic. */
  public enum Keeping {
    /** Everything, for the configured retention. */
    RETAINED,
    /**
     * Everything, for ever: what is live may be older than any retention, and what it was made of,
     * and that it is live, is told nowhere else. Workers do with the configured retention.
     */
    FOR_EVER,
    /** The latest event of each key, for ever. */
    COMPACTED
  }

  /**
   * The topic's full name.
   *
   * @param prefix such as {@code ingot.}
   */
  public String name(String prefix) {
    return prefix + suffix;
  }

  /** CloudEvents type of the event, such as {@code dev.ingot.events.CommitReceived}. */
  public String type() {
    return event.getName();
  }

  @Override
  public String toString() {
    return suffix;
  }
}
