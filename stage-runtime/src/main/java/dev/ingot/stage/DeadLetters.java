package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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

  private static final int MOST_REPLAY_BYTES = 500;

  private static final List<String> ALWAYS =
      Stream.concat(
              Stream.of(
                  LetterHeaders.TOPIC,
                  LetterHeaders.PARTITION,
                  LetterHeaders.OFFSET,
                  LetterHeaders.KIND,
                  LetterHeaders.ERROR,
                  LetterHeaders.MESSAGE,
                  LetterHeaders.ATTEMPTS,
                  LetterHeaders.STAGE,
                  LetterHeaders.VERSION,
                  LetterHeaders.TIME),
              LetterHeaders.REPLAY.stream())
          .toList();

  private final String topic;
  private final String stage;
  private final Clock clock;

  DeadLetters(String topic, String stage, Clock clock) {
    this.topic = topic;
    this.stage = stage;
    this.clock = clock;
  }

  /** Of a message that is no event to the stage. */
  Outgoing poison(ConsumerRecord<byte[], byte[]> raw, Throwable why) {
    return of(raw, LetterHeaders.POISON, 1, why);
  }

  /** Of an event that the stage has abandoned. */
  Outgoing givenUp(ConsumerRecord<byte[], byte[]> raw, int attempts, Throwable why) {
    return of(raw, LetterHeaders.GIVEN_UP, attempts, why);
  }

  private Outgoing of(
      ConsumerRecord<byte[], byte[]> raw, String kind, int attempts, Throwable why) {
    Headers original = withoutOurs(raw.headers());
    Headers ours = new RecordHeaders();
    add(ours, LetterHeaders.TOPIC, raw.topic());
    add(ours, LetterHeaders.PARTITION, raw.partition());
    add(ours, LetterHeaders.OFFSET, raw.offset());
    add(ours, LetterHeaders.KIND, kind);
    add(ours, LetterHeaders.ERROR, Sentences.cut(why.getClass().getName()));
    add(ours, LetterHeaders.MESSAGE, Sentences.of(why));
    add(ours, LetterHeaders.ATTEMPTS, attempts);
    add(ours, LetterHeaders.STAGE, stage);
    add(ours, LetterHeaders.VERSION, Version.TEXT);
    add(ours, LetterHeaders.TIME, clock.instant());
    passOn(raw.headers(), ours);
    boolean fits = size(raw.key()) + size(original) + size(ours) + size(raw.value()) <= MOST_BYTES;
    byte[] key = fits ? raw.key() : cut(LetterHeaders.KEY_CUT, raw.key(), MOST_KEY_BYTES, ours);
    Headers headers = fits ? original : firstOf(original, ours);
    int left = MOST_BYTES - size(key) - size(headers) - size(ours);
    byte[] value = fits ? raw.value() : cut(LetterHeaders.VALUE_CUT, raw.value(), left, ours);
    ours.forEach(headers::add);
    return new Outgoing(new ProducerRecord<>(topic, raw.partition(), key, value, headers), null);
  }

  /** A message may come with anything; what is said in our names is said by us. */
  private static Headers withoutOurs(Headers headers) {
    Headers others = new RecordHeaders();
    for (Header header : headers) {
      if (!header.key().startsWith(LetterHeaders.DEAD)
          && !LetterHeaders.REPLAY.contains(header.key())) {
        others.add(header);
      }
    }
    return others;
  }

  /** A letter of a replay knows its ancestors, however little room there is. */
  private static void passOn(Headers from, Headers to) {
    for (String name : LetterHeaders.REPLAY) {
      Header header = from.lastHeader(name);
      if (header != null && size(header.value()) <= MOST_REPLAY_BYTES) {
        to.add(header);
      }
    }
  }

  /** What is left of a dead letter that the brokers refuse: where it came from, and why. */
  static Outgoing minimal(Outgoing refused) {
    ProducerRecord<byte[], byte[]> letter = refused.message();
    Headers headers = new RecordHeaders();
    for (String name : ALWAYS) {
      Header header = letter.headers().lastHeader(name);
      if (header != null) {
        headers.add(header);
      }
    }
    add(headers, LetterHeaders.REFUSED, "too large: key, headers and value are left out");
    return new Outgoing(
        new ProducerRecord<byte[], byte[]>(
            letter.topic(), letter.partition(), (byte[]) null, new byte[0], headers),
        null);
  }

  private static byte @Nullable [] cut(
      String header, byte @Nullable [] bytes, int most, Headers ours) {
    if (bytes == null || bytes.length <= most) {
      return bytes;
    }
    add(ours, header, bytes.length);
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
      add(ours, LetterHeaders.HEADERS_LEFT_OUT, leftOut);
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
    headers.add(name, String.valueOf(value).getBytes(UTF_8));
  }
}
