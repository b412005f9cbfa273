package dev.ingot.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private final Headers headers = new RecordHeaders();

  @Test
  void writesCloudEventsHeadersInBinaryMode() {
    CloudEvent.of(Topics.FLEETS, Samples.fleetProvisioned(), "provisioner").writeTo(headers);
    assertThat(text("ce_specversion")).isEqualTo("1.0");
    assertThat(text("ce_id")).isEqualTo("f-1");
    assertThat(text("ce_type")).isEqualTo("dev.ingot.events.FleetProvisioned");
    assertThat(text("ce_source")).isEqualTo("/ingot/provisioner");
    assertThat(text("ce_subject")).isEqualTo("d-1");
    assertThat(text("ce_time")).isEqualTo("2026-11-01T12:00:00.123Z");
    assertThat(text("content-type")).isEqualTo("application/avro");
  }

  @Test
  void readsCloudEventsHeadersBack() {
    CloudEvent event = CloudEvent.of(Topics.COMMITS, Samples.commitReceived(), "commit-listener");
    event.writeTo(headers);
    event.writeTo(headers);
    assertThat(CloudEvent.from(headers)).contains(event);
    assertThat(event.subject()).contains("shop");
    assertThat(headers.headers("ce_id")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ce_specversion=0.3", "ce_id=", "ce_type=a\nb", "ce_time=yesterday", "ce_source="})
  void ignoresMalformedCloudEvents(String header) {
    CloudEvent.of(Topics.COMMITS, Samples.commitReceived(), "commit-listener").writeTo(headers);
    String[] parts = header.split("=", 2);
    headers.add(parts[0], parts[1].getBytes(StandardCharsets.UTF_8));
    assertThat(CloudEvent.from(headers)).isEmpty();
    assertThat(CloudEvent.from(new RecordHeaders())).isEmpty();
  }

  @Test
  void readsAndWritesTraceParents() {
    TraceParent parent = new TraceParent(TRACE, PARENT, 1);
    parent.writeTo(headers);
    assertThat(text("traceparent")).isEqualTo("00-" + TRACE + "-" + PARENT + "-01");
    assertThat(TraceParent.from(headers)).contains(parent);
    assertThat(parent.sampled()).isTrue();
    assertThat(new TraceParent(TRACE, PARENT, 0xfe).sampled()).isFalse();
    assertThat(TraceParent.from(new RecordHeaders())).isEmpty();
  }

  @Test
  void takesTheKnownPartOfLaterVersions() {
    Optional<TraceParent> known = Optional.of(new TraceParent(TRACE, PARENT, 1));
    assertThat(TraceParent.parse("01-" + TRACE + "-" + PARENT + "-01")).isEqualTo(known);
    assertThat(TraceParent.parse("cc-" + TRACE + "-" + PARENT + "-01-more")).isEqualTo(known);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-01-more",
        "00-" + TRACE + "-" + PARENT + "-1",
        "00-" + TRACE + "-" + PARENT + "-0g",
        "00-" + TRACE + "-" + PARENT + "-01 ",
        "01-" + TRACE + "-" + PARENT + "-01more",
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + PARENT + "-01"
      })
  void refusesMalformedTraceParents(String text) {
    assertThat(TraceParent.parse(text)).isEmpty();
  }

  @Test
  void refusesPartsThatNoTraceParentHas() {
    assertThatThrownBy(() -> new TraceParent("0".repeat(32), PARENT, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TraceParent(TRACE, PARENT, 256))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String text(String key) {
    return new String(headers.lastHeader(key).value(), StandardCharsets.UTF_8);
  }
}
