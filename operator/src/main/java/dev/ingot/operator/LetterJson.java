package dev.ingot.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Letters and settlements for programs; times are ISO 8601, in UTC. */
final class LetterJson {
  private LetterJson() {}

  static ObjectNode of(Letter letter, Optional<Settlement> settled) {
    ObjectNode node =
        Texts.object()
            .put("id", letter.id().toString())
            .put("service", letter.service())
            .put("stage", letter.stage())
            .put("kind", letter.poison() ? "poison" : "given-up")
            .put("topic", letter.topic())
            .put("partition", letter.partition())
            .put("offset", letter.offset())
            .put("error", letter.error())
            .put("message", letter.message())
            .put("attempts", letter.attempts())
            .put("version", letter.version())
            .put("time", letter.at().toString())
            .put("whole", letter.whole());
    letter
        .line()
        .ifPresent(
            line ->
                node.putObject("replayOf")
                    .put("letter", line.parent().toString())
                    .put("first", line.root().toString())
                    .put("number", line.number()));
    settled.ifPresent(settlement -> node.set("settled", of(settlement)));
    return node;
  }

  static ObjectNode of(Settlement settlement) {
    ObjectNode node =
        Texts.object()
            .put("letter", settlement.letter().toString())
            .put("how", settlement.kind())
            .put("who", settlement.who())
            .put("why", settlement.why())
            .put("time", settlement.at().toString());
    settlement
        .replay()
        .ifPresent(
            replay -> {
              node.put("number", replay.number());
              replay.newEvent().ifPresent(id -> node.put("newEvent", id));
              replay.newDeployment().ifPresent(id -> node.put("newDeployment", id));
            });
    return node;
  }
}
