package dev.ingot.benchmarks.load;

import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.wire.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The least that reads, transforms and writes exactly once: one transaction per poll, on one
 * thread. It decodes and encodes as a worker does, or passes on bytes as they are; what it writes
 * has the headers of an event, or none; it does nothing else.
 */
public final class BareLoop implements Contender {
  /** Tasks in one transaction at most: as many as a worker's. */
  public static final int MOST_OF_A_BATCH = 2_000;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration END = Duration.ofSeconds(15);

  /** What a loop does with a record. */
  private interface Relaying {
    ProducerRecord<byte[], byte[]> relayed(ConsumerRecord<byte[], byte[]> record);
  }

  /** What it does with those that go to a topic of a lane. */
  private interface Hop {
    Relaying to(Topic<CommitReceived> topic);
  }

  private final String from;
  private final Relaying relaying;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread;
  private volatile boolean stopping;
  private final AtomicLong transactions = new AtomicLong();

  private BareLoop(String name, String from, Relaying relaying, Stand stand) {
    this.from = from;
    this.relaying = relaying;
    this.consumer = stand.clients().groupConsumer(name, MOST_OF_A_BATCH);
    this.producer = stand.clients().transactionalProducer(name);
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** One loop per hop, which decodes and encodes. */
  public static Contender along(Lane lane, Work work, Stand stand) {
    return along(
        lane,
        stand,
        to -> {
          String name = to.name(lane.prefix());
          return record -> {
            CommitReceived task = decoded(record, stand);
            work.on(task);
            return message(task, name, stand);
          };
        });
  }

  /** One loop per hop, whose messages are those of a worker: with the headers of a CloudEvent. */
  public static Contender ofEvents(Lane lane, Stand stand) {
    return along(
        lane,
        stand,
        to -> {
          String name = to.name(lane.prefix());
          return record -> {
            CommitReceived task = decoded(record, stand);
            ProducerRecord<byte[], byte[]> message = message(task, name, stand);
            CloudEvent.of(to, task, "bare").writeTo(message.headers());
            return message;
          };
        });
  }

  /** One loop per hop, which passes on keys and values without a look at them. */
  public static Contender ofBytes(Lane lane, Stand stand) {
    return along(
        lane,
        stand,
        to -> {
          String name = to.name(lane.prefix());
          return record -> new ProducerRecord<>(name, record.key(), record.value());
        });
  }

  private static Contender along(Lane lane, Stand stand, Hop hop) {
    List<BareLoop> loops = new ArrayList<>();
    for (int i = 0; i < lane.hops(); i++) {
      Topic<CommitReceived> from = lane.topics().get(i);
      Relaying relaying = hop.to(lane.topics().get(i + 1));
      String name = lane.prefix() + "bare-" + i;
      loops.add(new BareLoop(name, from.name(lane.prefix()), relaying, stand).start());
    }
    return new Chain(loops);
  }

  private BareLoop start() {
    producer.initTransactions();
    consumer.subscribe(List.of(from));
    thread.start();
    return this;
  }

  private void run() {
    try {
      while (!stopping) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          relay(records);
        }
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("the bare loop failed", e);
    } finally {
      consumer.close();
    }
  }

  private void relay(ConsumerRecords<byte[], byte[]> records)
      throws ExecutionException, InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    producer.beginTransaction();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      sent.add(producer.send(relaying.relayed(record)));
    }
    producer.sendOffsetsToTransaction(records.nextOffsets(), consumer.groupMetadata());
    producer.commitTransaction();
    for (Future<RecordMetadata> future : sent) {
      future.get();
    }
    transactions.incrementAndGet();
  }

  private static CommitReceived decoded(ConsumerRecord<byte[], byte[]> record, Stand stand) {
    return stand.codecs().decode(record.topic(), CommitReceived.class, record.value());
  }

  private static ProducerRecord<byte[], byte[]> message(
      CommitReceived task, String to, Stand stand) {
    byte[] key = task.getService().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(to, key, stand.codecs().encode(to, task));
  }

  @Override
  public long transactions() {
    return transactions.get();
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(END);
  }
}
