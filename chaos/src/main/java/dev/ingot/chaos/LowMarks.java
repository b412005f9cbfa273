package dev.ingot.chaos;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** How far the groups are, as the brokers know it. */
final class LowMarks {
  private static final long WITHIN_SECONDS = 30;

  private LowMarks() {}

  /** Of each stage, by partition, the offset below which everything is done. */
  static Map<String, Map<Integer, Long>> of(Clients clients) throws InterruptedException {
    Map<String, Map<Integer, Long>> marks = new HashMap<>();
    try (Admin admin = clients.admin()) {
      for (String stage : Chain.STAGES) {
        Map<Integer, Long> offsets = new HashMap<>();
        admin
            .listConsumerGroupOffsets(Chain.PREFIX + stage)
            .partitionsToOffsetAndMetadata()
            .get(WITHIN_SECONDS, TimeUnit.SECONDS)
            .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
        marks.put(stage, offsets);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the groups' offsets cannot be read", e);
    }
    return marks;
  }
}
