package dev.ingot.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What has been read and is to be taken in hand: when, how much at once, and whether there is room.
 * Guarded by the desk's lock.
 */
final class Supply<I> {
  /** Decoded between two visits to the desk; more would keep the first of them waiting. */
  static final int MOST_AT_ONCE = 50;

  private final Room<I> room;
  private final Hands<I> hands;

  Supply(Limits limits, Hands<I> hands) {
    this.room = new Room<>(limits);
    this.hands = hands;
  }

  /** Records that were read, in the log's order, and where the log goes on after them. */
  void read(Assignment<I> assignment, List<ConsumerRecord<byte[], byte[]>> records, long next) {
    if (assignment.phase != Assignment.Phase.WORKING) {
      return;
    }
    assignment.backlog.add(records);
    assignment.next = next;
    if (assignment.backlog.isEmpty() && !assignment.taking) {
      // Only markers and what was aborted.
      assignment.offsets.passed(next);
    }
    takeMore(assignment);
  }

  /** Whether more of the partition should be read now. */
  boolean wantsMore(Assignment<I> assignment) {
    return assignment.phase == Assignment.Phase.WORKING && room.wantsMore(assignment.backlog);
  }

  /**
   * The next records to decode; none when there are none, or no room: the taking then ends, and is
   * begun again when that changes.
   */
  List<ConsumerRecord<byte[], byte[]>> nextToTake(Assignment<I> assignment) {
    room.expectNone(assignment);
    // A backlog that was dropped is empty too, but nothing of it has been passed.
    List<ConsumerRecord<byte[], byte[]>> next =
        assignment.phase == Assignment.Phase.WORKING ? someOf(assignment) : List.of();
    assignment.taking = !next.isEmpty();
    return next;
  }

  /** What is done is passed only while nothing before it is still to be taken. */
  private List<ConsumerRecord<byte[], byte[]>> someOf(Assignment<I> assignment) {
    List<ConsumerRecord<byte[], byte[]>> some = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> next = assignment.backlog.peek();
        next != null && some.size() < MOST_AT_ONCE;
        next = assignment.backlog.peek()) {
      if (!hasRoom(assignment, next) || !near(some, next)) {
        return some;
      }
      if (!assignment.offsets.isDone(next.offset())) {
        room.expect(assignment, next);
        some.add(next);
      } else if (some.isEmpty()) {
        assignment.offsets.passed(next.offset() + 1);
      } else {
        return some;
      }
      assignment.backlog.remove();
    }
    if (some.isEmpty()) {
      assignment.offsets.passed(assignment.next);
    }
    return some;
  }

  /** Those that are not on the desk yet are part of the span as well. */
  private static boolean near(
      List<ConsumerRecord<byte[], byte[]>> some, ConsumerRecord<byte[], byte[]> next) {
    return some.isEmpty() || next.offset() - some.getFirst().offset() < DoneBitmap.MOST_BITS;
  }

  /** Takes a record in hand, or says that its partition takes none any more. */
  boolean begin(InHand<I> record) {
    room.arrived(record);
    if (record.assignment.phase != Assignment.Phase.WORKING) {
      return false;
    }
    record.assignment.offsets.take(record.raw.offset());
    room.enter(record);
    return true;
  }

  /** The record is in hand no longer. */
  void leave(InHand<I> record) {
    room.leave(record);
  }

  /** The partition is not ours any more; what is in hand of it is left to the caller. */
  void drop(Assignment<I> assignment) {
    room.expectNone(assignment);
  }

  /** There may be room that was not there before. */
  void takeMore(Collection<Assignment<I>> assignments) {
    assignments.forEach(this::takeMore);
  }

  private void takeMore(Assignment<I> assignment) {
    ConsumerRecord<byte[], byte[]> next = assignment.backlog.peek();
    if (!assignment.taking && next != null && hasRoom(assignment, next)) {
      assignment.taking = true;
      hands.take(assignment);
    }
  }

  private boolean hasRoom(Assignment<I> assignment, ConsumerRecord<byte[], byte[]> next) {
    return assignment.phase == Assignment.Phase.WORKING
        && room.forOneMore()
        && !hands.hasEnoughToCommit()
        && assignment.offsets.fits(next.offset());
  }

  int records() {
    return room.records();
  }

  long bytes() {
    return room.bytes();
  }
}
