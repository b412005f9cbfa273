package dev.ingot.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.UndecodableEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Reads topics of the chain, {@code read_committed}, from the beginning on. */
final class LogReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final EventCodecs codecs;
  private final Map<String, Topic<HeadSeen>> topics =
      Chain.topics().stream()
          .collect(Collectors.toMap(t -> t.name(Chain.PREFIX), Function.identity()));

  /**
   * A reader of some topics.
   *
   * @param names with the prefix
   */
  LogReader(Clients clients, String registryUrl, List<String> names) {
    this.consumer = clients.reader();
    this.codecs = EventCodecs.open(Map.of("schema.registry.url", registryUrl));
    List<TopicPartition> all = new ArrayList<>();
    for (String name : names) {
      for (int partition = 0; partition < Chain.PARTITIONS; partition++) {
        all.add(new TopicPartition(name, partition));
      }
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /** What has come since the last call; waits a moment for it. */
  List<Entry> more() {
    List<Entry> entries = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(POLL)) {
      entries.add(entry(raw));
    }
    return entries;
  }

  /**
   * Everything that is committed now, each partition in its order.
   *
   * @throws IllegalStateException when it cannot be read within the time
   */
  List<Entry> all(Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    List<Entry> entries = new ArrayList<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the log could not be read within " + within);
      }
      entries.addAll(more());
    }
    return entries;
  }

  private Entry entry(ConsumerRecord<byte[], byte[]> raw) {
    String suffix = raw.topic().substring(Chain.PREFIX.length());
    if (suffix.equals(Topics.DEAD_LETTERS)) {
      return letter(raw, suffix);
    }
    Integer poisoned = Chain.poisoned(raw.value());
    if (poisoned != null) {
      return entry(raw, suffix, Chain.name(poisoned), poisoned, "", 0);
    }
    HeadSeen event = codecs.decode(raw.topic(), HeadSeen.class, raw.value());
    String said = event.getRef();
    int step = said.startsWith("step ") ? Integer.parseInt(said.substring(5)) : 0;
    return entry(raw, suffix, event.getId(), Chain.number(event), event.getCommitId(), step);
  }

  private Entry letter(ConsumerRecord<byte[], byte[]> raw, String suffix) {
    String stage = header(raw, "ingot_dead_stage");
    Integer poisoned = Chain.poisoned(raw.value());
    if (poisoned != null) {
      return entry(raw, suffix, Chain.letter(poisoned, stage), poisoned, stage, -1);
    }
    try {
      Topic<HeadSeen> topic = topics.getOrDefault(header(raw, "ingot_dead_topic"), Chain.INPUTS);
      HeadSeen event = codecs.decode(topic.name(Chain.PREFIX), HeadSeen.class, raw.value());
      int number = Chain.number(event);
      return entry(raw, suffix, Chain.letter(number, stage), number, stage, 0);
    } catch (UndecodableEventException e) {
      return entry(raw, suffix, "a letter with unknown bytes", -1, stage, -1);
    }
  }

  private static Entry entry(
      ConsumerRecord<byte[], byte[]> raw,
      String topic,
      String id,
      int number,
      String stage,
      int step) {
    String key = raw.key() == null ? "" : new String(raw.key(), UTF_8);
    Instant at = Instant.ofEpochMilli(raw.timestamp());
    return new Entry(topic, raw.partition(), raw.offset(), key, id, number, stage, step, at);
  }

  private static String header(ConsumerRecord<byte[], byte[]> raw, String name) {
    Header header = raw.headers().lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
    codecs.close();
  }
}
