package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private final DeadLetters letters =
      new DeadLetters("dead-letters", "script", Clock.fixed(NOW, ZoneOffset.UTC));

  private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
    ConsumerRecord<byte[], byte[]> raw =
        new ConsumerRecord<>("tasks", 3, 42, "shop".getBytes(UTF_8), value);
    raw.headers().add("traceparent", "t".getBytes(UTF_8));
    return raw;
  }

  private static String header(ProducerRecord<?, ?> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  @Test
  void keepsWhatCameAndSaysWhereWhyAndHowOften() {
    byte[] value = "value".getBytes(UTF_8);

    ProducerRecord<byte[], byte[]> message =
        letters.givenUp(record(value), 8, new IllegalStateException("two\nlines")).message();

    assertThat(message.topic()).isEqualTo("dead-letters");
    assertThat(message.partition()).isEqualTo(3);
    assertThat(message.key()).asString().isEqualTo("shop");
    assertThat(message.value()).isEqualTo(value);
    assertThat(header(message, "traceparent")).isEqualTo("t");
    assertThat(header(message, "ingot_dead_topic")).isEqualTo("tasks");
    assertThat(header(message, "ingot_dead_partition")).isEqualTo("3");
    assertThat(header(message, "ingot_dead_offset")).isEqualTo("42");
    assertThat(header(message, "ingot_dead_error")).isEqualTo("java.lang.IllegalStateException");
    assertThat(header(message, "ingot_dead_message")).isEqualTo("IllegalStateException: two lines");
    assertThat(header(message, "ingot_dead_attempts")).isEqualTo("8");
    assertThat(header(message, "ingot_dead_stage")).isEqualTo("script");
    assertThat(header(message, "ingot_dead_kind")).isEqualTo("given-up");
    // The build's: "dev" is where the version was not written down.
    assertThat(header(message, "ingot_dead_version")).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(header(message, "ingot_dead_time")).isEqualTo("2026-11-01T12:00:00Z");
  }

  @Test
  void aMessageThatOnlyJustFittedIsCutAndSaysSo() {
    ProducerRecord<byte[], byte[]> message =
        letters.poison(record(new byte[1_048_000]), new IllegalStateException("big")).message();

    assertThat(message.value()).hasSizeBetween(990_000, DeadLetters.MOST_BYTES);
    assertThat(header(message, "ingot_dead_value_cut_from_bytes")).isEqualTo("1048000");
  }

  @Test
  void keyAndHeadersAreBoundedToo() {
    ConsumerRecord<byte[], byte[]> raw =
        new ConsumerRecord<>("tasks", 3, 42, new byte[400_000], new byte[300_000]);
    raw.headers().add("big", new byte[400_000]).add("small", new byte[1]);

    ProducerRecord<byte[], byte[]> message =
        letters.poison(raw, new IllegalStateException("big")).message();

    assertThat(message.key()).hasSize(100_000);
    assertThat(message.value()).hasSize(300_000);
    assertThat(message.headers().lastHeader("big")).isNull();
    assertThat(message.headers().lastHeader("small")).isNotNull();
    assertThat(header(message, "ingot_dead_key_cut_from_bytes")).isEqualTo("400000");
    assertThat(header(message, "ingot_dead_headers_left_out")).isEqualTo("1");
  }

  @Test
  void theMinimalOneStillSaysWhereAndWhy() {
    Outgoing letter = letters.poison(record(new byte[10]), new IllegalStateException("big"));

    ProducerRecord<byte[], byte[]> message = DeadLetters.minimal(letter).message();

    assertThat(message.partition()).isEqualTo(3);
    assertThat(message.key()).isNull();
    assertThat(message.value()).isEmpty();
    assertThat(message.headers().lastHeader("traceparent")).isNull();
    assertThat(header(message, "ingot_dead_offset")).isEqualTo("42");
    assertThat(header(message, "ingot_dead_message")).isEqualTo("IllegalStateException: big");
  }

  @Test
  void whatCameInOurNamesIsNotBelieved() {
    ConsumerRecord<byte[], byte[]> raw = record(new byte[1]);
    raw.headers()
        .add("ingot_dead_offset", "1".getBytes(UTF_8))
        .add("ingot_dead_refused", "yes".getBytes(UTF_8));

    ProducerRecord<byte[], byte[]> message =
        letters.poison(raw, new IllegalStateException("bad")).message();

    assertThat(message.headers().headers("ingot_dead_offset")).hasSize(1);
    assertThat(header(message, "ingot_dead_offset")).isEqualTo("42");
    assertThat(header(message, "ingot_dead_refused")).isEmpty();
    assertThat(header(message, "ingot_dead_kind")).isEqualTo("poison");
  }

  @Test
  void aLetterOfAReplayKnowsItsAncestorsHoweverSmallItIs() {
    ConsumerRecord<byte[], byte[]> raw = record(new byte[1]);
    raw.headers()
        .add("big", new byte[999_000])
        .add("ingot_replay_root", "3-7".getBytes(UTF_8))
        .add("ingot_replay_number", "2".getBytes(UTF_8));

    Outgoing letter = letters.givenUp(raw, 8, new IllegalStateException("again"));

    assertThat(header(letter.message(), "ingot_replay_root")).isEqualTo("3-7");
    assertThat(header(DeadLetters.minimal(letter).message(), "ingot_replay_number")).isEqualTo("2");
  }
}
