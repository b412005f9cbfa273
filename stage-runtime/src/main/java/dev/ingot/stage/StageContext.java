package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** What a look may know beside its event. */
public interface StageContext {
  /** The time. */
  Instant now();

  /**
   * Events about the same subject, oldest first: complete up to the takeover, then live, the
   * stage's own announcements included. Each event once.
   *
   * @throws IllegalArgumentException when the stage's spec does not listen to the topic
   */
  <E extends SpecificRecord> List<E> history(Topic<E> topic);

  /** Whether newer records of the same order key wait behind this one. */
  boolean newerWaiting();

  /**
   * Whether this record has been looked at before: by this worker, or by an earlier owner as far as
   * the history shows announcements of this stage. What an earlier owner did without announcing it,
   * only the cloud knows.
   */
  boolean begun();

  /** Looks at this record that ended in a surprise since the last one that did not. */
  int failedLooks();

  /**
   * To be called right before a write to something that other owners could write too.
   *
   * @throws LeaseLostException when the last successful poll is older than half of the session
   *     timeout, so that another worker may own the record by now
   */
  void requireLease();
}
