package dev.ingot.stage;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

  /** The client forgets where topics are that it was not asked for in five minutes. */
  private static final Duration LATELY = Duration.ofMinutes(1);

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final KafkaClients clients;
  private final ReentrantLock replacing = new ReentrantLock();
  private volatile Line line;
  private volatile boolean closed;

  /** A producer, and which partitions have acknowledged something of it. */
  private static final class Line {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, ReentrantLock> opening = new ConcurrentHashMap<>();

    /** When they last did, by {@link System#nanoTime}. */
    private final Map<TopicPartition, Long> open = new ConcurrentHashMap<>();

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
    if (now.open.containsKey(partition)) {
      RecordMetadata written = acknowledged(now, message);
      now.open.put(partition, System.nanoTime());
      return written;
    }
    ReentrantLock first = now.opening.computeIfAbsent(partition, p -> new ReentrantLock());
    first.lockInterruptibly();
    try {
      RecordMetadata written = acknowledged(now, message);
      now.open.put(partition, System.nanoTime());
      return written;
    } finally {
      first.unlock();
    }
  }

  /**
   * Sends without waiting for anything. Empty when there may be something to wait for: a partition
   * that has acknowledged nothing yet, or nothing lately, so that the client may have to ask where
   * it is.
   *
   * @return completes as {@link #send} returns, or with a {@link KafkaException}, within 30 s
   */
  Optional<CompletableFuture<RecordMetadata>> sendNow(ProducerRecord<byte[], byte[]> message) {
    Line now = line;
    TopicPartition partition = partition(now.producer, message);
    Long last = now.open.get(partition);
    if (last == null || System.nanoTime() - last > LATELY.toNanos()) {
      return Optional.empty();
    }
    CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
    // Its callback says the rest.
    var unused =
        now.producer.send(
            message,
            (written, why) -> {
              if (why == null) {
                now.open.put(partition, System.nanoTime());
                sent.complete(written);
              } else {
                sent.completeExceptionally(why);
                if (isStuck(why)) {
                  // A producer is not made, or closed, on its own thread.
                  Thread.startVirtualThread(() -> replace(now, why));
                }
              }
            });
    return Optional.of(sent);
  }

  private static boolean isStuck(Throwable why) {
    return why instanceof TimeoutException || why instanceof OutOfOrderSequenceException;
  }

  private RecordMetadata acknowledged(Line now, ProducerRecord<byte[], byte[]> message)
      throws InterruptedException {
    try {
      RecordMetadata written = now.producer.send(message).get();
      FaultPoint.EVENT_PUBLISHED.pass(message.topic());
      return written;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause != null && isStuck(cause)) {
        replace(now, cause);
      }
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }

  private static TopicPartition partition(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> message) {
    int partitions = producer.partitionsFor(message.topic()).size();
    return new TopicPartition(message.topic(), KeyPartition.of(message.key(), partitions));
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
