package dev.ingot.events.wire;

import dev.ingot.events.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * What CloudEvents 1.0 says about an event, in Kafka's binary mode: {@code ce_} headers beside a
 * value that stays as it is.
 *
 * @param id unique for the source
 * @param type what happened, such as {@code dev.ingot.events.ImageReady}
 * @param source who says so: a URI reference, such as {@code /ingot/provisioner}
 * @param subject what it is about: the deployment, or else the service
 * @param time when it happened
 */
public record CloudEvent(
    String id, String type, String source, Optional<String> subject, Optional<Instant> time) {
  private static final Header SPEC_VERSION = header("ce_specversion", "1.0");
  private static final Header CONTENT_TYPE = header("content-type", "application/avro");
  private static final int MAX_LENGTH = 1_024;

  /**
   * Checks the attributes.
   *
   * @throws IllegalArgumentException when one is empty, longer than 1,024 characters, or holds
   *     control characters
   */
  public CloudEvent {
    require("id", id);
    require("type", type);
    require("source", source);
    subject.ifPresent(s -> require("subject", s));
  }

  /**
   * What is to be said about an event of ours.
   *
   * @param stage who announces it, such as {@code provisioner}
   */
  public static <E extends SpecificRecord> CloudEvent of(Topic<E> topic, E event, String stage) {
    return new CloudEvent(
        topic.id().apply(event),
        topic.type(),
        "/ingot/" + stage,
        topic.deployment().apply(event).or(() -> Optional.of(topic.service().apply(event))),
        Optional.of(topic.time().apply(event).truncatedTo(ChronoUnit.MILLIS)));
  }

  /** Sets the headers, in place of any that are there. */
  public void writeTo(Headers headers) {
    boolean fresh = headers.toArray().length == 0;
    for (Header header : headers()) {
      // To ask is to read the names of all that are there.
      if (!fresh) {
        headers.remove(header.key());
      }
      headers.add(header);
    }
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>(7);
    headers.add(SPEC_VERSION);
    headers.add(header("ce_id", id));
    headers.add(header("ce_type", type));
    headers.add(header("ce_source", source));
    subject.ifPresent(s -> headers.add(header("ce_subject", s)));
    time.ifPresent(t -> headers.add(header("ce_time", t.toString())));
    headers.add(CONTENT_TYPE);
    return headers;
  }

  /** What the headers say; empty when they are missing, malformed or of another version. */
  public static Optional<CloudEvent> from(Headers headers) {
    if (!text(headers, "ce_specversion").equals(Optional.of("1.0"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new CloudEvent(
              text(headers, "ce_id").orElse(""),
              text(headers, "ce_type").orElse(""),
              text(headers, "ce_source").orElse(""),
              text(headers, "ce_subject"),
              text(headers, "ce_time").map(t -> OffsetDateTime.parse(t).toInstant())));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Header header(String key, String value) {
    return new RecordHeader(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> text(Headers headers, String key) {
    Header header = headers.lastHeader(key);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  private static void require(String name, String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH || holdsControls(value)) {
      throw new IllegalArgumentException("the " + name + " of a CloudEvent is not printable text");
    }
  }

  /** A loop: it is gone through for every event, four times. */
  private static boolean holdsControls(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
