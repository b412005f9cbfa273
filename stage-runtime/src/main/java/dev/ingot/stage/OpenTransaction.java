package dev.ingot.stage;

import java.time.Instant;
import java.util.Optional;

/**
 * A transaction that is open in a partition: nothing that comes after its first record is read by
 * anybody who reads what is committed.
 *
 * @param epoch of the producer, when it wrote there last
 * @param coordinatorEpoch that a marker for it must have at least
 * @param firstOffset of its first record
 * @param lastWritten the time of its last record there, by the producer's clock
 * @param transactionalId empty when no coordinator knows the producer
 */
public record OpenTransaction(
    String topic,
    int partition,
    long producerId,
    short epoch,
    int coordinatorEpoch,
    long firstOffset,
    Instant lastWritten,
    Optional<String> transactionalId,
    State state) {

  /** What is to become of it. */
  public enum State {
    /** Its coordinator will end it, or is about to. */
    LIVE,
    /** It was committed, and this partition was never told: it hangs. */
    COMMITTED,
    /** It was aborted, and this partition was never told: it hangs. */
    ABORTED,
    /** No coordinator has it any more, and none has kept how it ended: it hangs. */
    UNKNOWN
  }

  /** Whether nobody but a person, or a tool, will ever end it. */
  public boolean hangs() {
    return state != State.LIVE;
  }

  /** What people call it: topic, partition, producer. */
  public String name() {
    return "%s %d %d".formatted(topic, partition, producerId);
  }

  OpenTransaction in(State known) {
    return new OpenTransaction(
        topic,
        partition,
        producerId,
        epoch,
        coordinatorEpoch,
        firstOffset,
        lastWritten,
        transactionalId,
        known);
  }

  boolean isSame(OpenTransaction other) {
    return topic.equals(other.topic)
        && partition == other.partition
        && producerId == other.producerId
        && epoch == other.epoch
        && firstOffset == other.firstOffset;
  }
}
