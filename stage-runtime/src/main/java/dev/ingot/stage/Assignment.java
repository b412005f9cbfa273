package dev.ingot.stage;

import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * One ownership of a partition, from its assignment until it is revoked or lost; what is left of an
 * earlier ownership of the same partition never mixes with it. Guarded by the desk's lock.
 */
final class Assignment<I> {
  enum Phase {
    WORKING,
    /** Being given back: what runs may end, nothing begins. */
    RELEASING,
    /** Not ours any more: whatever still comes of it is dropped. */
    GONE
  }

  final TopicPartition partition;
  final OffsetTracker offsets;

  /** By order key, in the log's order; the first of each queue has its turn. */
  final Map<String, Deque<InHand<I>>> queues = new HashMap<>();

  /** Read, but not yet decoded. */
  final Backlog backlog = new Backlog();

  /** Changed under the lock; whether it is still ours may be asked at any time. */
  volatile Phase phase = Phase.WORKING;

  /** Whether a thread takes records from the backlog now. */
  boolean taking;

  /** Those that the thread has, until they are on the desk. */
  int expected;

  long expectedBytes;

  /** Looks that run and settlements that wait for their transaction. */
  int busy;

  /** Where the log goes on after the backlog. */
  long next;

  /** The offset that the group has for the partition. */
  long committed;

  Assignment(TopicPartition partition, OffsetTracker offsets) {
    this.partition = partition;
    this.offsets = offsets;
    this.committed = offsets.low();
  }
}
