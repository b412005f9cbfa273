package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.stage.LogMessage;
import dev.ingot.stage.testkit.Events;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Messages of the topic of dead letters. */
final class Letters {
  private Letters() {}

  static LogMessage message(LetterId id, Map<String, String> headers) {
    Headers all = new RecordHeaders();
    headers.forEach((name, value) -> all.add(name, value.getBytes(UTF_8)));
    return new LogMessage(
        "ingot.dead-letters",
        id.partition(),
        id.offset(),
        Events.START,
        "shop".getBytes(UTF_8),
        new byte[0],
        all);
  }

  static LogMessage settled(Settlement settlement) {
    return settlement.message(message(settlement.letter(), Map.of()));
  }
}
