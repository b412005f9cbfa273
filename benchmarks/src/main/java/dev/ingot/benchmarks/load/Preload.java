package dev.ingot.benchmarks.load;

import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.CommitReceived;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Many tasks at once: put in before anybody works on them, and counted when they have come out. */
public final class Preload {
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofMillis(400);
  private static final Duration POLL = Duration.ofMillis(50);

  private Preload() {}

  /** Sends tasks, numbered from 0; all are acknowledged when it returns. */
  public static void fill(Lane lane, int tasks, IntFunction<String> service, Stand stand)
      throws InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = stand.clients().producer()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        byte[] key = service.apply(i).getBytes(StandardCharsets.UTF_8);
        byte[] value =
            stand
                .codecs()
                .encode(
                    lane.in(), Tasks.task(service.apply(i), String.valueOf(i), System.nanoTime()));
        sent.add(producer.send(new ProducerRecord<>(lane.in(), key, value)));
      }
      for (Future<RecordMetadata> future : sent) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a task could not be sent", e);
    }
  }

  /**
   * Waits until the tasks 0 to n have come out, and returns how many it were a second, by the
   * broker's stamps: those after the first stamp over the time between the first and the last.
   *
   * @throws IllegalStateException when one is missing or came twice
   */
  public static double drained(Lane lane, int tasks, Stand stand) {
    try (KafkaConsumer<byte[], byte[]> consumer = stand.clients().reader()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(lane.out()).stream()
              .map(p -> new TopicPartition(lane.out(), p.partition()))
              .toList();
      consumer.assign(partitions);
      awaitQuiet(consumer, partitions, tasks);
      consumer.seekToBeginning(partitions);
      return perSecond(read(consumer, tasks, stand));
    }
  }

  /**
   * Waits until so many messages are in the topic, and a moment longer.
   *
   * @throws IllegalStateException when there are fewer, or more
   */
  public static void awaitCount(String topic, int count, Stand stand) {
    try (KafkaConsumer<byte[], byte[]> consumer = stand.clients().reader()) {
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList());
      consumer.seekToBeginning(consumer.assignment());
      long deadline = System.nanoTime() + WITHIN.toNanos();
      long quiet = System.nanoTime();
      int seen = 0;
      while (seen < count || System.nanoTime() - quiet < QUIET.toNanos()) {
        int more = consumer.poll(POLL).count();
        seen += more;
        quiet = more > 0 ? System.nanoTime() : quiet;
        if (seen > count || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%s has %d messages in place of %d".formatted(topic, seen, count));
        }
      }
    }
  }

  /** Only asks how far the log is: whoever reads takes time from what is measured. */
  private static void awaitQuiet(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, int tasks) {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    long before = -1;
    long since = System.nanoTime();
    while (System.nanoTime() < deadline) {
      long now = consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      if (now != before) {
        before = now;
        since = System.nanoTime();
      } else if (now >= tasks && System.nanoTime() - since > QUIET.toNanos()) {
        return;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new IllegalStateException("the tasks did not come out: %d offsets".formatted(before));
  }

  private static long[] read(KafkaConsumer<byte[], byte[]> consumer, int tasks, Stand stand) {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    long[] stamps = new long[tasks];
    BitSet seen = new BitSet(tasks);
    while (seen.cardinality() < tasks) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%d of %d came out".formatted(seen.cardinality(), tasks));
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        int number =
            Integer.parseInt(
                stand
                    .codecs()
                    .decode(record.topic(), CommitReceived.class, record.value())
                    .getId());
        if (seen.get(number)) {
          throw new IllegalStateException("task %d came twice".formatted(number));
        }
        seen.set(number);
        stamps[number] = record.timestamp();
      }
    }
    return stamps;
  }

  static double perSecond(long[] stamps) {
    LongSummaryStatistics times = Arrays.stream(stamps).summaryStatistics();
    long afterTheFirst = Arrays.stream(stamps).filter(at -> at > times.getMin()).count();
    return 1_000.0 * afterTheFirst / Math.max(1, times.getMax() - times.getMin());
  }
}
