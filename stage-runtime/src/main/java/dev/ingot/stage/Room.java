package dev.ingot.stage;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is held, and whether there is room for more. A record that is being decoded has its place
 * already. Guarded by the desk's lock.
 */
final class Room<I> {
  private final Limits limits;
  private int records;
  private long bytes;
  private int expected;
  private long expectedBytes;

  Room(Limits limits) {
    this.limits = limits;
  }

  int records() {
    return records;
  }

  long bytes() {
    return bytes;
  }

  boolean forOneMore() {
    return records + expected < limits.records() && bytes + expectedBytes < limits.bytes();
  }

  /** Whether more of a partition should be read. */
  boolean wantsMore(Backlog backlog) {
    return backlog.size() < limits.backlog() && backlog.bytes() < limits.backlogBytes();
  }

  /** A record is about to be decoded. */
  void expect(Assignment<I> assignment, ConsumerRecord<byte[], byte[]> raw) {
    expect(assignment, 1, InHand.size(raw));
  }

  /** It has been decoded, or never will be. */
  void arrived(InHand<I> record) {
    // Of a partition that was given up meanwhile nothing is expected any more.
    if (record.assignment.expected > 0) {
      expect(record.assignment, -1, -record.size());
    }
  }

  /** Nothing of the partition is being decoded. */
  void expectNone(Assignment<I> assignment) {
    expect(assignment, -assignment.expected, -assignment.expectedBytes);
  }

  private void expect(Assignment<I> assignment, int more, long moreBytes) {
    assignment.expected += more;
    assignment.expectedBytes += moreBytes;
    expected += more;
    expectedBytes += moreBytes;
  }

  void enter(InHand<I> record) {
    records++;
    bytes += record.size();
  }

  void leave(InHand<I> record) {
    records--;
    bytes -= record.size();
  }
}
