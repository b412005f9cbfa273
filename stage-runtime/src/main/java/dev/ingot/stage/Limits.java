package dev.ingot.stage;

/**
 * What a worker holds at most; beyond it, partitions are paused. By default as much as its heap
 * bears, up to so much that ten thousand records can wait and new ones still come through: a heap
 * that ran out would bring the worker back to the same records.
 *
 * @param records in hand, at least 1
 * @param bytes of keys and values in hand, at least 1; one record may exceed it
 * @param backlog records of one partition that are read and not yet decoded, at least 1; one poll's
 *     worth may exceed it
 * @param backlogBytes of keys and values of one partition that are read and not yet decoded, at
 *     least 1; one poll's worth may exceed it
 */
record Limits(int records, long bytes, int backlog, long backlogBytes) {
  private static final long MIB = 1024 * 1024;

  /** What a worker with nothing in hand has on its heap; measured 16 to 21 MB. */
  private static final long IDLE_BYTES = 24 * MIB;

  /** What a small record in hand takes, with all that is known about it; measured 2,600. */
  private static final long RECORD_BYTES = 3_000;

  /** A record in hand is its bytes, the event made of them, and what was announced of it. */
  private static final long TIMES_ITS_BYTES = 5;

  static final Limits DEFAULT = within(Runtime.getRuntime().maxMemory());

  /**
   * What a heap bears.
   *
   * @param heap bytes that it may grow to
   */
  static Limits within(long heap) {
    long room = Math.max(8 * MIB, heap - IDLE_BYTES);
    return new Limits(
        (int) Math.min(20_000, room / RECORD_BYTES),
        Math.min(64 * MIB, room / TIMES_ITS_BYTES),
        2_000,
        2 * MIB);
  }
}
