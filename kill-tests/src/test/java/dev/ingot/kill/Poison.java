package dev.ingot.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.topics.Topics;
import dev.ingot.stage.LetterHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Bytes that are no event, in the way of every worker, and the dead letters that came of them. For
 * one thread at a time.
 */
final class Poison implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(100);

  /** A letter: who wrote it, of which kind, of what, and its bytes. */
  private static final String LETTER = "%s: %s of %s-%s@%s, '%s'";

  private final String prefix;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<String> due = new ArrayList<>();
  private final List<String> letters = new ArrayList<>();

  private Poison(String brokers, String prefix, int partitions) {
    this.prefix = prefix;
    this.producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, partitions)
            .mapToObj(each -> new TopicPartition(prefix + Topics.DEAD_LETTERS, each))
            .toList());
  }

  /**
   * For a world's topics.
   *
   * @param partitions that each of them has
   */
  static Poison of(String brokers, String prefix, int partitions) {
    return new Poison(brokers, prefix, partitions);
  }

  /** One for each worker, where the service's events are. */
  void send(String service) throws Exception {
    for (Worker worker : Worker.values()) {
      String bytes = "no event, but number " + due.size();
      RecordMetadata at =
          producer
              .send(
                  new ProducerRecord<>(
                      prefix + worker.input, service.getBytes(UTF_8), bytes.getBytes(UTF_8)))
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      due.add(
          LETTER.formatted(
              worker.stage, LetterHeaders.POISON, at.topic(), at.partition(), at.offset(), bytes));
    }
  }

  /** What should have been written of all that was sent: one letter for each. */
  List<String> due() {
    return List.copyOf(due);
  }

  /** Every letter that was committed, in any order. */
  List<String> letters() {
    for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
      letters.add(
          LETTER.formatted(
              header(letter, LetterHeaders.STAGE),
              header(letter, LetterHeaders.KIND),
              header(letter, LetterHeaders.TOPIC),
              header(letter, LetterHeaders.PARTITION),
              header(letter, LetterHeaders.OFFSET),
              new String(letter.value(), UTF_8)));
    }
    return List.copyOf(letters);
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
    consumer.close();
  }
}
