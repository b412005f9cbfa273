package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** In which order what was read at once of several partitions is told. */
class LogReaderPropertyTest {
  /** The times of each partition's messages; writers' clocks differ, so they may go back. */
  @Property(tries = 300)
  void keepsTheOrderOfEachPartitionAndOfTimeWhereItCan(
      @ForAll @Size(max = 4) List<@Size(max = 12) List<@IntRange(max = 50) Integer>> times) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();
    for (int p = 0; p < times.size(); p++) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int i = 0; i < times.get(p).size(); i++) {
        records.add(record(p, i, times.get(p).get(i)));
      }
      read.put(new TopicPartition("topic", p), records);
    }

    List<ConsumerRecord<byte[], byte[]>> told =
        LogReader.asTheyHappened(new ConsumerRecords<>(read, Map.of()));

    read.forEach(
        (partition, records) ->
            assertThat(told.stream().filter(r -> r.partition() == partition.partition()))
                .isEqualTo(records));
    assertThat(told).hasSize(times.stream().mapToInt(List::size).sum());
    if (times.stream().allMatch(LogReaderPropertyTest::neverGoesBack)) {
      assertThat(told).extracting(ConsumerRecord::timestamp).isSorted();
    }
  }

  private static boolean neverGoesBack(List<Integer> times) {
    return times.equals(times.stream().sorted().toList());
  }

  private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, long time) {
    return new ConsumerRecord<>(
        "topic",
        partition,
        offset,
        time,
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }
}
