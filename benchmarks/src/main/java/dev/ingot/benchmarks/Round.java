package dev.ingot.benchmarks;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.EventCodecs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends at a fixed rate through one contender and measures, for each event, the time from the
 * moment when it was due to be sent to the moment when a {@code read_committed} consumer has it.
 * (Due, not sent: a system that holds up the sender is not to look faster for it.)
 */
final class Round implements AutoCloseable {
  private static final int SERVICES = 1_000;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STRAGGLERS = Duration.ofSeconds(60);

  private final EventCodecs codecs;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  Round(Clients clients, EventCodecs codecs) {
    this.codecs = codecs;
    this.producer = clients.producer();
    this.consumer = clients.reader();
  }

  /**
   * Runs one round.
   *
   * @param rate events a second
   * @throws IllegalStateException when an event is missing or came twice
   */
  Latencies run(String prefix, int rate, Duration time) throws InterruptedException {
    int count = (int) (rate * time.toMillis() / 1_000);
    goToTheEnd(Topics.HEADS.name(prefix));
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> send(prefix, rate, count), Round::onAThreadOfItsOwn);
    Latencies latencies = receive(count, System.nanoTime() + time.plus(STRAGGLERS).toNanos());
    sending.join();
    return latencies;
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

  private void send(String prefix, int rate, int count) {
    String topic = Topics.COMMITS.name(prefix);
    String round = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begin + i * 1_000_000_000L / rate;
      waitUntil(due);
      String service = "service-" + i % SERVICES;
      byte[] value = codecs.encode(topic, Heads.commit(service, round + "-" + i, due));
      byte[] key = service.getBytes(StandardCharsets.UTF_8);
      sent.add(producer.send(new ProducerRecord<>(topic, key, value)));
    }
    try {
      for (Future<RecordMetadata> future : sent) {
        future.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("an event could not be sent", e);
    }
  }

  private static void waitUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private Latencies receive(int count, long deadline) {
    long[] latencies = new long[count];
    Set<String> seen = new HashSet<>();
    while (seen.size() < count) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%d of %d events came".formatted(seen.size(), count));
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        long now = System.nanoTime();
        HeadSeen head = codecs.decode(record.topic(), HeadSeen.class, record.value());
        latencies[Math.min(seen.size(), count - 1)] = now - head.getGeneration();
        if (!seen.add(head.getId())) {
          throw new IllegalStateException("an event came twice: " + head.getId());
        }
      }
    }
    return new Latencies(latencies);
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
