package dev.ingot.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of some topics from a time on, on a daemon thread of its own, until closed.
 * What is committed arrives once, in the order of its partition. Whatever happens to the brokers,
 * it goes on where it was. The next records are fetched only when the sink has taken the last ones,
 * so a slow sink slows the reader and no queue grows.
 */
final class LogReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final String name;
  private final KafkaClients clients;
  private final List<String> topics;
  private final Instant begin;
  private final Consumer<ConsumerRecord<byte[], byte[]>> sink;
  private final Thread thread;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Where the next record of each partition is; outlives the client. Only for the thread. */
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** The ends of the partitions when the reader began. Only for the thread. */
  private final Map<TopicPartition, Long> goal = new HashMap<>();

  private volatile @Nullable KafkaConsumer<byte[], byte[]> client;
  private volatile String trouble = "";

  /**
   * A reader that {@link #start} sets to work.
   *
   * @param name of the thread and of the client
   * @param sink is told each record on the reader's thread; after a RetriableException it is told
   *     the same one again, anything else that it throws is logged and forgotten
   */
  LogReader(
      String name,
      KafkaClients clients,
      List<String> topics,
      Instant begin,
      Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    this.name = name;
    this.clients = clients;
    this.topics = List.copyOf(topics);
    this.begin = begin;
    this.sink = sink;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  LogReader start() {
    thread.start();
    return this;
  }

  /** Whether all that was committed when the reader began has been taken; waits at most so long. */
  boolean awaitCaughtUp(Duration within) throws InterruptedException {
    return caughtUp.await(within.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether all that was committed when the reader began has been taken. */
  boolean hasCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /** Why it does not read at the moment; empty while it does. */
  String trouble() {
    return trouble;
  }

  private void run() {
    while (!isClosing()) {
      try (KafkaConsumer<byte[], byte[]> consumer = clients.reader(name)) {
        client = consumer;
        read(consumer);
      } catch (WakeupException e) {
        LOG.debug("{} was woken to be closed", name);
      } catch (RuntimeException e) {
        tell(e);
        pause();
      } finally {
        client = null;
      }
    }
  }

  private void read(KafkaConsumer<byte[], byte[]> consumer) {
    consumer.assign(partitions(consumer));
    if (positions.isEmpty()) {
      findTheBeginning(consumer);
    }
    positions.forEach(consumer::seek);
    while (!isClosing()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      asTheyHappened(records).forEach(this::take);
      positions.replaceAll((partition, old) -> consumer.position(partition));
      if (caughtUp.getCount() > 0 && reachedTheGoal()) {
        caughtUp.countDown();
      }
      if (!records.isEmpty() && !trouble.isEmpty()) {
        LOG.info("{} reads again", name);
        trouble = "";
      }
    }
  }

  /** In the order of time, as far as that keeps the order within each partition. */
  static List<ConsumerRecord<byte[], byte[]>> asTheyHappened(
      ConsumerRecords<byte[], byte[]> records) {
    record Timed(long time, ConsumerRecord<byte[], byte[]> record) {}
    List<Timed> all = new ArrayList<>();
    for (TopicPartition partition : records.partitions()) {
      long latest = Long.MIN_VALUE;
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        latest = Math.max(latest, record.timestamp());
        all.add(new Timed(latest, record));
      }
    }
    all.sort(Comparator.comparingLong(Timed::time));
    return all.stream().map(Timed::record).toList();
  }

  private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The ends are taken first: what is written after that is behind them, and is read in any case.
   */
  private void findTheBeginning(KafkaConsumer<byte[], byte[]> consumer) {
    Set<TopicPartition> partitions = consumer.assignment();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, @Nullable OffsetAndTimestamp> found =
        begin.toEpochMilli() <= 0
            ? Map.of()
            : consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(p -> p, p -> begin.toEpochMilli())));
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp at = found.get(partition);
      long end = ends.getOrDefault(partition, 0L);
      long start = begin.toEpochMilli() <= 0 ? starts.getOrDefault(partition, 0L) : end;
      positions.put(partition, at == null ? start : at.offset());
    }
    goal.putAll(ends);
  }

  private boolean reachedTheGoal() {
    return goal.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private void take(ConsumerRecord<byte[], byte[]> message) {
    if (isClosing()) {
      return;
    }
    try {
      sink.accept(message);
    } catch (RetriableException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn(
          "{} could not take {}-{}@{}: {}",
          name,
          message.topic(),
          message.partition(),
          message.offset(),
          e.toString(),
          e);
    }
    positions.put(new TopicPartition(message.topic(), message.partition()), message.offset() + 1);
  }

  private void tell(RuntimeException e) {
    String now = e.toString();
    if (!isClosing() && !now.equals(trouble)) {
      LOG.warn("{} cannot read and tries again: {}", name, now);
      trouble = now;
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      closing.await(BEFORE_NEXT_TRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  /** Waits at most 5 s for the record that is being taken. */
  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> consumer = client;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      if (!thread.join(LONGEST_CLOSE)) {
        LOG.warn("{} still takes a record after {} s", name, LONGEST_CLOSE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
