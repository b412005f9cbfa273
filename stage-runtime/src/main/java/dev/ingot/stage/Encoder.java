package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.wire.CloudEvent;
import dev.ingot.events.wire.EventCodecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Events to messages: CloudEvents in binary mode, and the trace of the record they come of. */
final class Encoder {
  /** Brokers take a little over 1,048,000 bytes by default, headers and all. */
  static final int MOST_BYTES = 1_000_000;

  private static final String SOURCE = "ce_source";

  private final EventCodecs codecs;
  private final String prefix;
  private final String stage;
  private final byte[] source;

  Encoder(EventCodecs codecs, String prefix, String stage) {
    this.codecs = codecs;
    this.prefix = prefix;
    this.stage = stage;
    this.source = ("/ingot/" + stage).getBytes(UTF_8);
  }

  /**
   * Messages ready to be sent, in order.
   *
   * @param trace headers that carry the trace on
   * @throws dev.ingot.events.wire.RegistryUnavailableException when it can't be known now
   * @throws RuntimeException when an event can never be sent, with the reason
   */
  List<Outgoing> encode(List<Emission<?>> emissions, Headers trace) {
    List<Outgoing> outgoing = new ArrayList<>(emissions.size());
    for (Emission<?> emission : emissions) {
      outgoing.add(encode(emission, trace));
    }
    return outgoing;
  }

  private <E extends SpecificRecord> Outgoing encode(Emission<E> emission, Headers trace) {
    String topic = emission.topic().name(prefix);
    byte[] value = codecs.encode(topic, emission.event());
    Headers headers = new RecordHeaders();
    CloudEvent.of(emission.topic(), emission.event(), stage).writeTo(headers);
    trace.forEach(headers::add);
    Outgoing outgoing =
        new Outgoing(
            new ProducerRecord<>(topic, null, emission.key().getBytes(UTF_8), value, headers),
            emission);
    if (outgoing.size() > MOST_BYTES) {
      throw new EventTooLargeException(outgoing, MOST_BYTES + ", the most that is ever sent");
    }
    return outgoing;
  }

  /** Whether a message was announced by this stage. */
  boolean isOwn(ConsumerRecord<byte[], byte[]> raw) {
    Header said = raw.headers().lastHeader(SOURCE);
    return said != null && Arrays.equals(said.value(), source);
  }
}
