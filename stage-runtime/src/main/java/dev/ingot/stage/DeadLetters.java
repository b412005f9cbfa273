package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What could not be worked on: the original key, bytes and headers in the same partition, with
 * headers added that say where it came from, why, how often it was tried, and what was cut to make
 * it fit.
 */
final class DeadLetters {
  /** A message that only just fitted must still fit with the headers added. */
  static final int MOST_BYTES = 1_000_000;

  /** Where the whole does not fit. */
  private static final int MOST_KEY_BYTES = 100_000;

  private static final int MOST_HEADER_BYTES = 200_000;

  /** Two lengths, each of at most five bytes. */
  private static final int HEADER_OVERHEAD = 10;

  private static final List<String> ALWAYS =
      List.of(
          "topic",
          "partition",
          "offset",
          "error",
          "message",
          "attempts",
          "stage",
          "version",
          "time");

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
    Headers ours = new RecordHeaders();
    add(ours, "topic", raw.topic());
    add(ours, "partition", raw.partition());
    add(ours, "offset", raw.offset());
    add(ours, "error", Sentences.cut(why.getClass().getName()));
    add(ours, "message", Sentences.of(why));
    add(ours, "attempts", attempts);
    add(ours, "stage", stage);
    add(ours, "version", version());
    add(ours, "time", clock.instant());
    boolean fits =
        size(raw.key()) + size(raw.headers()) + size(ours) + size(raw.value()) <= MOST_BYTES;
    byte[] key = fits ? raw.key() : cut("key", raw.key(), MOST_KEY_BYTES, ours);
    Headers headers = fits ? new RecordHeaders(raw.headers()) : firstOf(raw.headers(), ours);
    int left = MOST_BYTES - size(key) - size(headers) - size(ours);
    byte[] value = fits ? raw.value() : cut("value", raw.value(), left, ours);
    ours.forEach(headers::add);
    return new Outgoing(new ProducerRecord<>(topic, raw.partition(), key, value, headers), null);
  }

  /** What is left of a dead letter that the brokers refuse: where it came from, and why. */
  static Outgoing minimal(Outgoing refused) {
    ProducerRecord<byte[], byte[]> letter = refused.message();
    Headers headers = new RecordHeaders();
    for (String name : ALWAYS) {
      // The last one is ours, whatever came with the original.
      Header header = letter.headers().lastHeader(PREFIX + name);
      if (header != null) {
        headers.add(header);
      }
    }
    add(headers, "refused", "too large: key, headers and value are left out");
    return new Outgoing(
        new ProducerRecord<byte[], byte[]>(
            letter.topic(), letter.partition(), (byte[]) null, new byte[0], headers),
        null);
  }

  private static byte @Nullable [] cut(
      String part, byte @Nullable [] bytes, int most, Headers ours) {
    if (bytes == null || bytes.length <= most) {
      return bytes;
    }
    add(ours, part + "_cut_from_bytes", bytes.length);
    return Arrays.copyOf(bytes, most);
  }

  private static Headers firstOf(Headers original, Headers ours) {
    Headers kept = new RecordHeaders();
    int bytes = 0;
    int leftOut = 0;
    for (Header header : original) {
      if (bytes + size(header) <= MOST_HEADER_BYTES) {
        kept.add(header);
        bytes += size(header);
      } else {
        leftOut++;
      }
    }
    if (leftOut > 0) {
      add(ours, "headers_left_out", leftOut);
    }
    return kept;
  }

  private static int size(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static int size(Headers headers) {
    int bytes = 0;
    for (Header header : headers) {
      bytes += size(header);
    }
    return bytes;
  }

  private static int size(Header header) {
    return header.key().getBytes(UTF_8).length + size(header.value()) + HEADER_OVERHEAD;
  }

  private static void add(Headers headers, String name, Object value) {
    headers.add(PREFIX + name, String.valueOf(value).getBytes(UTF_8));
  }

  private static String version() {
    String version = DeadLetters.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
