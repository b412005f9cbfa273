package dev.ingot.stage;

import org.apache.kafka.common.utils.Utils;

/**
 * The partition that a producer puts a record with a key into, known before it is sent.
 *
 * <p>Relied on: that the default partitioner takes {@link Utils#murmur2} of the key's bytes without
 * its sign, modulo the number of partitions. Clients of all languages do, and another choice would
 * move every key of every topic; {@code Utils} is what a partitioner of one's own is written with.
 */
final class KeyPartition {
  private KeyPartition() {}

  /**
   * @param count how many partitions there are, at least 1
   */
  static int of(byte[] key, int count) {
    return Utils.toPositive(Utils.murmur2(key)) % count;
  }
}
