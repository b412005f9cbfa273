package dev.ingot.benchmarks.load;

import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.wire.EventCodecs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends at a fixed rate through one contender and measures, for each task, the time from the moment
 * when it was due to be sent to the moment when a {@code read_committed} consumer has it. (Due, not
 * sent: a system that holds up the sender is not to look faster for it.)
 */
public final class Round implements AutoCloseable {
  private static final int SERVICES = 1_000;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STRAGGLERS = Duration.ofSeconds(60);

  /** One that hardly ever queues behind itself. */
  public static final IntFunction<String> MANY_SERVICES = i -> "service-" + i % SERVICES;

  private final EventCodecs codecs;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  public Round(Stand stand) {
    this.codecs = stand.codecs();
    this.producer = stand.clients().producer();
    this.consumer = stand.clients().reader();
  }

  /**
   * What is sent.
   *
   * @param rate tasks a second
   * @param count how many
   * @param service of the task with this number
   * @param measured whether the task's latency is of interest
   */
  public record Load(int rate, int count, IntFunction<String> service, IntPredicate measured) {
    /** Tasks of many services, for so long. */
    public static Load of(int rate, Duration time) {
      int count = Math.toIntExact(rate * time.toMillis() / 1_000);
      return new Load(rate, count, MANY_SERVICES, i -> true);
    }
  }

  /**
   * Runs one round.
   *
   * @throws IllegalStateException when a task is missing or came twice
   */
  public Latencies run(Lane lane, Load load) throws InterruptedException {
    goToTheEnd(lane.out());
    String round = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> send(lane.in(), round, load), Round::onAThreadOfItsOwn);
    long sendingTime = load.count() * 1_000_000_000L / load.rate();
    long[] latencies =
        receive(round, load.count(), System.nanoTime() + sendingTime + STRAGGLERS.toNanos());
    sending.join();
    return new Latencies(
        IntStream.range(0, load.count())
            .filter(load.measured())
            .mapToLong(i -> latencies[i])
            .toArray());
  }

  private static void onAThreadOfItsOwn(Runnable task) {
    Thread.ofPlatform().name("load").daemon().start(task);
  }

  private void goToTheEnd(String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  private void send(String topic, String round, Load load) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < load.count(); i++) {
      long due = begin + i * 1_000_000_000L / load.rate();
      waitUntil(due);
      String service = load.service().apply(i);
      CommitReceived task = Tasks.task(service, round + "-" + i, due);
      byte[] key = service.getBytes(StandardCharsets.UTF_8);
      sent.add(producer.send(new ProducerRecord<>(topic, key, codecs.encode(topic, task))));
    }
    try {
      for (Future<RecordMetadata> future : sent) {
        future.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("a task could not be sent", e);
    }
  }

  private static void waitUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private long[] receive(String round, int count, long deadline) {
    long[] latencies = new long[count];
    BitSet seen = new BitSet(count);
    while (seen.cardinality() < count) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%d of %d tasks came".formatted(seen.cardinality(), count));
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        long now = System.nanoTime();
        CommitReceived task = codecs.decode(record.topic(), CommitReceived.class, record.value());
        if (!task.getId().startsWith(round + "-")) {
          throw new IllegalStateException("a task of an earlier round came again: " + task.getId());
        }
        int number = Integer.parseInt(task.getId().substring(round.length() + 1));
        if (seen.get(number)) {
          throw new IllegalStateException("a task came twice: " + task.getId());
        }
        seen.set(number);
        latencies[number] = now - task.getGeneration();
      }
    }
    return latencies;
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
