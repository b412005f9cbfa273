package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.wire.CloudEvent;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogTool;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Events as messages, for a transaction. */
final class LogMessages {
  private LogMessages() {}

  /**
   * @param partition of the event's service
   */
  static <E extends SpecificRecord> LogMessage of(
      LogTool log, Topic<E> topic, int partition, E event) {
    RecordHeaders headers = new RecordHeaders();
    CloudEvent.of(topic, event, LogCommand.NAME).writeTo(headers);
    String name = topic.name(log.prefix());
    return new LogMessage(
        name,
        partition,
        -1,
        topic.time().apply(event),
        topic.service().apply(event).getBytes(UTF_8),
        log.codecs().encode(name, event),
        headers);
  }
}
