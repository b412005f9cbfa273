package dev.ingot.stage;

/**
 * What a worker holds at most; beyond it, partitions are paused. By default so much that ten
 * thousand records can wait, and new ones still come through; at a few kilobytes each, heap is not
 * what ends it.
 *
 * @param records in hand, at least 1
 * @param bytes of keys and values in hand, at least 1; one record may exceed it
 * @param backlog records of one partition that are read and not yet decoded, at least 1; one poll's
 *     worth may exceed it
 * @param backlogBytes of keys and values of one partition that are read and not yet decoded, at
 *     least 1; one poll's worth may exceed it
 */
record Limits(int records, long bytes, int backlog, long backlogBytes) {
  static final Limits DEFAULT = new Limits(20_000, 64L * 1024 * 1024, 2_000, 2L * 1024 * 1024);
}
