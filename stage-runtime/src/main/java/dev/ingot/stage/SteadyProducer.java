package dev.ingot.stage;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An idempotent producer that does not stay stuck. Many records at once for a partition that was
 * made a moment ago can wedge a producer for good, so the first one of each partition is
 * acknowledged before others follow; and a producer whose record is not acknowledged in time is
 * replaced.
 */
final class SteadyProducer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SteadyProducer.class);
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final KafkaClients clients;
  private final ReentrantLock replacing = new ReentrantLock();
  private volatile Line line;
  private volatile boolean closed;

  /** A producer, and which partitions have acknowledged something of it. */
  private static final class Line {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, ReentrantLock> opening = new ConcurrentHashMap<>();
    private final Set<TopicPartition> open = ConcurrentHashMap.newKeySet();

    private Line(KafkaProducer<byte[], byte[]> producer) {
      this.producer = producer;
    }
  }

  SteadyProducer(KafkaClients clients) {
    this.clients = clients;
    this.line = newLine();
  }

  private Line newLine() {
    return new Line(clients.producer("event-publisher", DELIVERY_TIMEOUT));
  }

  /**
   * Blocks until the record is acknowledged, at most 60 s.
   *
   * @throws KafkaException when it is not; it may have arrived
   */
  RecordMetadata send(ProducerRecord<byte[], byte[]> message) throws InterruptedException {
    Line now = line;
    TopicPartition partition = partition(now.producer, message);
    if (now.open.contains(partition)) {
      return acknowledged(now, message);
    }
    ReentrantLock first = now.opening.computeIfAbsent(partition, p -> new ReentrantLock());
    first.lockInterruptibly();
    try {
      RecordMetadata written = acknowledged(now, message);
      now.open.add(partition);
      return written;
    } finally {
      first.unlock();
    }
  }

  private RecordMetadata acknowledged(Line now, ProducerRecord<byte[], byte[]> message)
      throws InterruptedException {
    try {
      RecordMetadata written = now.producer.send(message).get();
      FaultPoint.EVENT_PUBLISHED.pass(message.topic());
      return written;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException
          || e.getCause() instanceof OutOfOrderSequenceException) {
        replace(now, e.getCause());
      }
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }

  /** Where Kafka's default partitioner puts a record with a key: murmur2. */
  private static TopicPartition partition(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message) {
    int partitions = producer.partitionsFor(message.topic()).size();
    int partition = Utils.toPositive(Utils.murmur2(message.key())) % partitions;
    return new TopicPartition(message.topic(), partition);
  }

  private void replace(Line old, Throwable why) {
    replacing.lock();
    try {
      if (line != old || closed) {
        return;
      }
      LOG.warn("The producer is replaced: {}", why.toString());
      line = newLine();
    } finally {
      replacing.unlock();
    }
    old.producer.close(Duration.ZERO);
  }

  /** Gives what is under way 5 s. */
  @Override
  public void close() {
    replacing.lock();
    try {
      closed = true;
    } finally {
      replacing.unlock();
    }
    line.producer.close(LONGEST_CLOSE);
  }
}
