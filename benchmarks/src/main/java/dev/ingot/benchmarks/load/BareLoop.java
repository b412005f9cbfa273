package dev.ingot.benchmarks.load;

import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.wire.EventCodecs;
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
import org.jspecify.annotations.Nullable;

/**
 * The least that reads, transforms and writes exactly once: one transaction per poll, on one
 * thread. It decodes and encodes as a worker does, or passes on bytes as they are, and does nothing
 * else.
 */
public final class BareLoop implements Contender {
  /** Tasks in one transaction at most: as many as a worker's. */
  public static final int MOST_OF_A_BATCH = 2_000;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration END = Duration.ofSeconds(15);

  private final String from;
  private final String to;
  private final Work work;
  private final @Nullable EventCodecs codecs;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread;
  private volatile boolean stopping;
  private final AtomicLong transactions = new AtomicLong();

  private BareLoop(
      String name, String from, String to, Work work, @Nullable EventCodecs codecs, Stand stand) {
    this.from = from;
    this.to = to;
    this.work = work;
    this.codecs = codecs;
    this.consumer = stand.clients().groupConsumer(name, MOST_OF_A_BATCH);
    this.producer = stand.clients().transactionalProducer(name);
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /** One loop per hop, which decodes and encodes. */
  public static Contender along(Lane lane, Work work, Stand stand) {
    return along(lane, work, stand.codecs(), stand);
  }

  /** One loop per hop, which passes on keys and values without a look at them. */
  public static Contender ofBytes(Lane lane, Stand stand) {
    return along(lane, Work.NONE, null, stand);
  }

  private static Contender along(Lane lane, Work work, @Nullable EventCodecs codecs, Stand stand) {
    List<BareLoop> loops = new ArrayList<>();
    for (int i = 0; i < lane.hops(); i++) {
      String from = lane.topics().get(i).name(lane.prefix());
      String to = lane.topics().get(i + 1).name(lane.prefix());
      loops.add(new BareLoop(lane.prefix() + "bare-" + i, from, to, work, codecs, stand).start());
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
      sent.add(producer.send(relayed(record)));
    }
    producer.sendOffsetsToTransaction(records.nextOffsets(), consumer.groupMetadata());
    producer.commitTransaction();
    for (Future<RecordMetadata> future : sent) {
      future.get();
    }
    transactions.incrementAndGet();
  }

  private ProducerRecord<byte[], byte[]> relayed(ConsumerRecord<byte[], byte[]> record) {
    if (codecs == null) {
      return new ProducerRecord<>(to, record.key(), record.value());
    }
    CommitReceived task = codecs.decode(record.topic(), CommitReceived.class, record.value());
    work.on(task);
    byte[] key = task.getService().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(to, key, codecs.encode(to, task));
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
