package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What could not be worked on: the original key, bytes and headers in the same partition, with
 * headers added that say where it came from, why and how often it was tried.
 */
final class DeadLetters {
  /** A message that only just fitted must still fit with the headers added. */
  static final int MOST_BYTES = 1_000_000;

  private static final String PREFIX = "ingot_dead_";

  private final String topic;
  private final String stage;
  private final Clock clock;

  DeadLetters(String topic, String stage, Clock clock) {
    this.topic = topic;
    this.stage = stage;
    this.clock = clock;
  }

  Outgoing of(ConsumerRecord<byte[], byte[]> raw, int attempts, Throwable why) {
    Headers headers = new RecordHeaders(raw.headers());
    add(headers, "topic", raw.topic());
    add(headers, "partition", raw.partition());
    add(headers, "offset", raw.offset());
    add(headers, "error", why.getClass().getName());
    add(headers, "message", Sentences.of(why));
    add(headers, "attempts", attempts);
    add(headers, "stage", stage);
    add(headers, "version", version());
    add(headers, "time", clock.instant());
    return new Outgoing(
        new ProducerRecord<>(topic, raw.partition(), raw.key(), cut(raw.value(), headers), headers),
        null);
  }

  private static byte[] cut(byte[] value, Headers headers) {
    if (value == null || value.length <= MOST_BYTES) {
      return value;
    }
    add(headers, "cut_from_bytes", value.length);
    return Arrays.copyOf(value, MOST_BYTES);
  }

  private static void add(Headers headers, String name, Object value) {
    headers.add(PREFIX + name, String.valueOf(value).getBytes(UTF_8));
  }

  private static String version() {
    String version = DeadLetters.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
