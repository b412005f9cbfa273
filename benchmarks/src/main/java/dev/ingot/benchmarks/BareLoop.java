package dev.ingot.benchmarks;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.EventCodecs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The least that reads, transforms and writes exactly once: one transaction per poll, on one
 * thread. It decodes and encodes as a worker does, and does nothing else.
 */
final class BareLoop implements Contender {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration END = Duration.ofSeconds(5);

  private final String prefix;
  private final EventCodecs codecs;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread;
  private volatile boolean stopping;

  private BareLoop(String prefix, Clients clients, EventCodecs codecs) {
    this.prefix = prefix;
    this.codecs = codecs;
    this.consumer = clients.groupConsumer("bare");
    this.producer = clients.transactionalProducer("bare-0");
    this.thread = Thread.ofPlatform().daemon().name("bare-loop").unstarted(this::run);
  }

  static BareLoop start(String prefix, Clients clients, EventCodecs codecs) {
    BareLoop loop = new BareLoop(prefix, clients, codecs);
    loop.producer.initTransactions();
    loop.consumer.subscribe(List.of(Topics.COMMITS.name(prefix)));
    loop.thread.start();
    return loop;
  }

  @Override
  public String name() {
    return "bare loop";
  }

  @Override
  public String prefix() {
    return prefix;
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
      CommitReceived commit = codecs.decode(record.topic(), CommitReceived.class, record.value());
      HeadSeen head = Heads.of(commit);
      String topic = Topics.HEADS.name(prefix);
      byte[] key = head.getService().getBytes(StandardCharsets.UTF_8);
      sent.add(producer.send(new ProducerRecord<>(topic, key, codecs.encode(topic, head))));
    }
    producer.sendOffsetsToTransaction(records.nextOffsets(), consumer.groupMetadata());
    producer.commitTransaction();
    for (Future<RecordMetadata> future : sent) {
      future.get();
    }
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
