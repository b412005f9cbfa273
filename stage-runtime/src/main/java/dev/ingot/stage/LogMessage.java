package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A message of the log as it stands there; its parts are not copied.
 *
 * @param at what Kafka says of its time
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as Kafka has them; nobody compares messages
public record LogMessage(
    String topic,
    int partition,
    long offset,
    Instant at,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers) {

  /** The last header of the name, as text. */
  public Optional<String> header(String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), UTF_8));
  }
}
