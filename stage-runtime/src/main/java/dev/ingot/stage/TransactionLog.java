package dev.ingot.stage;

import dev.ingot.stage.TransactionFate.Note;
import dev.ingot.stage.TransactionFate.Status;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinators have written down: Kafka's own topic {@code __transaction_state}. It is
 * compacted by segment, so what happened lately is still there though more has happened since.
 */
final class TransactionLog {
  static final String TOPIC = "__transaction_state";

  /** Clocks of producers and brokers may differ by so much. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(200);

  private TransactionLog() {}

  /**
   * All notes about some producers since shortly before then, by producer, the oldest first.
   *
   * @param consumer without a group; the caller closes it
   * @throws LogToolException when that takes longer
   */
  static Map<Long, List<Note>> notes(
      KafkaConsumer<byte[], byte[]> consumer, Set<Long> producers, Instant since, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    List<TopicPartition> all =
        consumer.partitionsFor(TOPIC).stream()
            .map(info -> new TopicPartition(TOPIC, info.partition()))
            .toList();
    consumer.assign(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    seek(consumer, all, ends, since.minus(SLACK));
    Map<Long, List<Note>> notes = new HashMap<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new LogToolException(
            "%s could not be read within %d s".formatted(TOPIC, within.toSeconds()), null);
      }
      for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(POLL)) {
        add(notes, raw, producers);
      }
    }
    return notes;
  }

  private static void seek(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> all,
      Map<TopicPartition, Long> ends,
      Instant since) {
    Map<TopicPartition, Long> times = new HashMap<>();
    all.forEach(partition -> times.put(partition, Math.max(0, since.toEpochMilli())));
    Map<TopicPartition, @Nullable OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : all) {
      OffsetAndTimestamp first = found.get(partition);
      consumer.seek(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
  }

  /** Of a value, the beginning, which is the same in all of its versions. */
  private static void add(
      Map<Long, List<Note>> notes, ConsumerRecord<byte[], byte[]> raw, Set<Long> producers) {
    if (raw.value() == null) {
      return;
    }
    ByteBuffer value = ByteBuffer.wrap(raw.value());
    try {
      value.getShort(); // the version
      long producer = value.getLong();
      short epoch = value.getShort();
      value.getInt(); // the timeout
      int status = value.get();
      if (producers.contains(producer)) {
        Instant at = Instant.ofEpochMilli(raw.timestamp());
        Status.of(status)
            .ifPresent(
                known ->
                    notes
                        .computeIfAbsent(producer, p -> new ArrayList<>())
                        .add(new Note(epoch, known, at)));
      }
    } catch (BufferUnderflowException e) {
      throw new LogToolException(
          "%s-%d@%d is not understood".formatted(TOPIC, raw.partition(), raw.offset()), e);
    }
  }
}
