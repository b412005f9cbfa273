package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.wire.EventCodecs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The log for a tool that a person runs: reads up to the ends and is done, and writes what must be
 * written once. Every call ends within its time. For one thread.
 */
public final class LogTool implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(2);
  private static final Duration DESCRIBE = Duration.ofSeconds(30);

  private final String name;
  private final String prefix;
  private final KafkaClients clients;
  private final Admin admin;
  private final EventCodecs codecs;

  /** Made when something is first to be read; kept, for a command reads several topics. */
  private @Nullable KafkaConsumer<byte[], byte[]> reader;

  private LogTool(String name, RuntimeConfig config) {
    this.name = name;
    this.prefix = config.topicPrefix();
    this.clients = new KafkaClients(config);
    try {
      this.admin = clients.admin(name);
    } catch (KafkaException e) {
      throw new LogToolException("the brokers cannot be had: " + rootSentence(e), e);
    }
    this.codecs = EventCodecs.open(clients.codecs());
  }

  /**
   * Connects when it is first used.
   *
   * @param name what brokers call it
   * @throws LogToolException when no broker's name resolves
   */
  public static LogTool open(String name, RuntimeConfig config) {
    return new LogTool(name, config);
  }

  /** Turns values into events and back. */
  public EventCodecs codecs() {
    return codecs;
  }

  /** In front of every topic's name. */
  public String prefix() {
    return prefix;
  }

  /**
   * Reads what was committed in some partitions since then, up to what was there when it began;
   * each partition in order.
   *
   * @param partitions which
   * @throws LogToolException when the brokers do not answer in time, when a topic is missing, or
   *     when a transaction stays open for so long
   */
  public void read(
      Collection<String> topics,
      IntPredicate partitions,
      Instant since,
      Duration within,
      Consumer<LogMessage> sink) {
    Deadline deadline = new Deadline(within);
    List<TopicPartition> wanted =
        partitions(topics, deadline).stream()
            .filter(partition -> partitions.test(partition.partition()))
            .toList();
    Span span =
        span(
            wanted,
            since.toEpochMilli() <= 0
                ? OffsetSpec.earliest()
                : OffsetSpec.forTimestamp(since.toEpochMilli()),
            deadline);
    // None since then: only the end itself is looked at.
    span.begins().values().removeIf(offset -> offset < 0);
    read(span, deadline, sink);
  }

  /**
   * Reads one partition from an offset on, up to what was there when it began; from the oldest
   * message where that one has gone.
   *
   * @throws LogToolException as above, or when there is no such partition
   */
  public void readFrom(
      String topic, int partition, long offset, Duration within, Consumer<LogMessage> sink) {
    Deadline deadline = new Deadline(within);
    TopicPartition wanted = new TopicPartition(topic, partition);
    if (!partitions(List.of(topic), deadline).contains(wanted)) {
      throw new LogToolException("topic " + topic + " has no partition " + partition, null);
    }
    Span span = span(List.of(wanted), OffsetSpec.earliest(), deadline);
    span.begins().computeIfPresent(wanted, (its, oldest) -> Math.max(offset, oldest));
    read(span, deadline, sink);
  }

  /** What there is to read of each partition: from where on, and up to where. */
  private record Span(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
    long end(TopicPartition partition) {
      return ends.getOrDefault(partition, 0L);
    }
  }

  /**
   * Both are asked at once. The ends include what is not committed yet: a message that was
   * committed a moment ago hides behind any transaction that is still open before it, until that
   * one ends.
   */
  private Span span(List<TopicPartition> partitions, OffsetSpec from, Deadline deadline) {
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends =
        offsets(partitions, OffsetSpec.latest());
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> begins = offsets(partitions, from);
    return new Span(numbers(begins, deadline), numbers(ends, deadline));
  }

  private void read(Span span, Deadline deadline, Consumer<LogMessage> sink) {
    Map<TopicPartition, Long> left = new HashMap<>(span.begins());
    left.entrySet().removeIf(one -> one.getValue() >= span.end(one.getKey()));
    if (left.isEmpty()) {
      return;
    }
    boolean done = false;
    try {
      KafkaConsumer<byte[], byte[]> consumer = reader();
      consumer.assign(left.keySet());
      left.forEach(consumer::seek);
      while (!left.isEmpty()) {
        deadline.check("reading " + left.keySet());
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < span.end(partition(record))) {
            sink.accept(message(record));
          }
        }
        // By the position, which passes what is no message, such as the mark of a commit.
        left.replaceAll((partition, before) -> consumer.position(partition));
        left.entrySet().removeIf(one -> one.getValue() >= span.end(one.getKey()));
        // What comes in meanwhile is not fetched.
        consumer.pause(
            consumer.assignment().stream().filter(one -> !left.containsKey(one)).toList());
      }
      consumer.unsubscribe();
      done = true;
    } catch (KafkaException e) {
      throw new LogToolException("the log cannot be read: " + rootSentence(e), e);
    } finally {
      if (!done) {
        closeReader();
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> reader() {
    KafkaConsumer<byte[], byte[]> known = reader;
    if (known != null) {
      return known;
    }
    KafkaConsumer<byte[], byte[]> made = clients.briefReader(name);
    reader = made;
    return made;
  }

  private void closeReader() {
    KafkaConsumer<byte[], byte[]> known = reader;
    reader = null;
    if (known != null) {
      known.close(CloseOptions.timeout(CLOSE));
    }
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private static LogMessage message(ConsumerRecord<byte[], byte[]> record) {
    return new LogMessage(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key(),
        record.value(),
        record.headers());
  }

  /**
   * Takes the sole right to write under a name, from whoever has it: what they have begun is
   * undone, and they can commit no more. What they had committed before is there to be read.
   *
   * @throws LogToolException when the brokers do not give it in time
   */
  public OneTransaction take(String right) {
    String id = prefix + right;
    KafkaProducer<byte[], byte[]> producer = clients.transactionalProducer(name + "-" + right, id);
    try {
      producer.initTransactions();
      return new OneTransaction(producer, () -> began(id));
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw new LogToolException("the brokers give no transaction: " + rootSentence(e), e);
    }
  }

  private Instant began(String transactionalId) {
    String what = "transaction " + transactionalId;
    long at =
        get(
                admin.describeTransactions(List.of(transactionalId)).description(transactionalId),
                new Deadline(DESCRIBE),
                what)
            .transactionStartTimeMs()
            .orElseThrow(
                () -> new LogToolException("the brokers do not say when it began: " + what, null));
    return Instant.ofEpochMilli(at);
  }

  /**
   * The partition that events with the key are in, on this topic and on every other.
   *
   * @throws LogToolException when the brokers do not say how many there are in time
   */
  public int partition(String topic, String key, Duration within) {
    int count = partitions(List.of(topic), new Deadline(within)).size();
    return KeyPartition.of(key.getBytes(UTF_8), count);
  }

  private List<TopicPartition> partitions(Collection<String> topics, Deadline deadline) {
    List<TopicPartition> partitions = new ArrayList<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (topic, future) -> {
              TopicDescription description = get(future, deadline, "topic " + topic);
              description
                  .partitions()
                  .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
            });
    return partitions;
  }

  private KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
      List<TopicPartition> partitions, OffsetSpec spec) {
    return admin
        .listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> spec)))
        .all();
  }

  private static Map<TopicPartition, Long> numbers(
      KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> infos, Deadline deadline) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(infos, deadline, "offsets")
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private static <T> T get(KafkaFuture<T> future, Deadline deadline, String what) {
    try {
      return future.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new LogToolException(
          cause instanceof UnknownTopicOrPartitionException
              ? what + " is missing"
              : "the brokers do not help with %s: %s".formatted(what, Sentences.of(cause)),
          cause);
    } catch (TimeoutException e) {
      throw deadline.over(what);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogToolException("interrupted", e);
    }
  }

  static String rootSentence(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Sentences.of(root);
  }

  /** When a call must have ended. */
  private static final class Deadline {
    private final Duration within;
    private final long end;

    Deadline(Duration within) {
      this.within = within;
      this.end = System.nanoTime() + within.toNanos();
    }

    long nanosLeft() {
      return Math.max(0, end - System.nanoTime());
    }

    void check(String what) {
      if (nanosLeft() == 0) {
        throw over(what);
      }
    }

    LogToolException over(String what) {
      return new LogToolException(
          "no end of %s within %d s: do the brokers answer (ingot.kafka.bootstrap.servers), and does no transaction hang (ingot transactions list)?"
              .formatted(what, within.toSeconds()),
          null);
    }
  }

  @Override
  public void close() {
    codecs.close();
    closeReader();
    admin.close(CLOSE);
  }
}
