package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.stage.LetterHeaders;
import dev.ingot.stage.LogMessage;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How a letter was settled: a message of the ledger that names it.
 *
 * @param who whoever did it, as they called themselves
 * @param why in their words; empty when they gave no reason
 * @param replay what was sent; empty when the letter was dropped
 */
record Settlement(LetterId letter, String who, String why, Instant at, Optional<Replay> replay) {
  private static final String REPLAYED = "replayed";
  private static final String DROPPED = "dropped";
  private static final int LONGEST = 500;

  /**
   * What was sent.
   *
   * @param root the first letter of the line
   * @param number how many replays of the root there have been with this one
   * @param newEvent the event's id where it has a new one
   * @param newDeployment the deployment's, where the event is about one
   */
  record Replay(
      LetterId root, int number, Optional<String> newEvent, Optional<String> newDeployment) {}

  /** The settlement; empty when the message is none. */
  static Optional<Settlement> of(LogMessage message) {
    // A letter may have come with anything.
    if (message.header(LetterHeaders.OFFSET).isPresent()) {
      return Optional.empty();
    }
    String kind = text(message, LetterHeaders.SETTLEMENT);
    if (!kind.equals(REPLAYED) && !kind.equals(DROPPED)) {
      return Optional.empty();
    }
    try {
      LetterId letter = LetterId.parse(text(message, LetterHeaders.SETTLES));
      return Optional.of(
          new Settlement(
              letter,
              text(message, LetterHeaders.SETTLED_BY),
              text(message, LetterHeaders.SETTLED_WHY),
              Letter.time(message, LetterHeaders.SETTLED_TIME).orElse(message.at()),
              kind.equals(DROPPED) ? Optional.empty() : Optional.of(replay(letter, message))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Replay replay(LetterId letter, LogMessage message) {
    return new Replay(
        message.header(LetterHeaders.REPLAY_ROOT).map(LetterId::parse).orElse(letter),
        Letter.number(message, LetterHeaders.REPLAY_NUMBER).orElse(1L).intValue(),
        message.header(LetterHeaders.NEW_EVENT).map(id -> Clean.line(id, LONGEST)),
        message.header(LetterHeaders.NEW_DEPLOYMENT).map(id -> Clean.line(id, LONGEST)));
  }

  private static String text(LogMessage message, String header) {
    return Clean.line(message.header(header).orElse(""), LONGEST);
  }

  /** Beside the letter that it settles. */
  LogMessage message(LogMessage settled) {
    Headers headers = new RecordHeaders();
    add(headers, LetterHeaders.SETTLES, letter);
    add(headers, LetterHeaders.SETTLEMENT, kind());
    add(headers, LetterHeaders.SETTLED_BY, Clean.line(who, LONGEST));
    add(headers, LetterHeaders.SETTLED_WHY, Clean.line(why, LONGEST));
    add(headers, LetterHeaders.SETTLED_TIME, at);
    replay.ifPresent(
        sent -> {
          add(headers, LetterHeaders.REPLAY_ROOT, sent.root());
          add(headers, LetterHeaders.REPLAY_NUMBER, sent.number());
          sent.newEvent().ifPresent(id -> add(headers, LetterHeaders.NEW_EVENT, id));
          sent.newDeployment().ifPresent(id -> add(headers, LetterHeaders.NEW_DEPLOYMENT, id));
        });
    return new LogMessage(
        settled.topic(),
        settled.partition(),
        -1,
        at,
        settled.key() != null && settled.key().length <= LONGEST ? settled.key() : null,
        new byte[0],
        headers);
  }

  String kind() {
    return replay.isPresent() ? REPLAYED : DROPPED;
  }

  static void add(Headers headers, String name, Object value) {
    headers.remove(name);
    headers.add(name, String.valueOf(value).getBytes(UTF_8));
  }
}
