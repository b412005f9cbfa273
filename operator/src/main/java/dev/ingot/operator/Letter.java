package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.stage.LetterHeaders;
import dev.ingot.stage.LogMessage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a dead letter says about itself, without the message: fit for a terminal, and small.
 *
 * @param service the message's key
 * @param topic where the message was; with its partition and offset
 * @param poison whether it never was an event to the stage
 * @param whole whether key, value and headers are all there
 * @param line the replays that led here, when it is a letter of a replay
 */
record Letter(
    LetterId id,
    String service,
    String topic,
    int partition,
    long offset,
    String stage,
    boolean poison,
    String error,
    String message,
    int attempts,
    String version,
    Instant at,
    boolean whole,
    Optional<Line> line) {
  private static final int LONGEST = 300;
  private static final int LONGEST_NAME = 120;

  /** Where versions wrote no kind yet, this tells poison from the rest. */
  private static final String UNDECODABLE = "dev.ingot.events.wire.UndecodableEventException";

  /**
   * The line of replays that a letter stands in.
   *
   * @param parent the letter that was replayed
   * @param root the first letter of the line
   * @param number how many replays of the root there have been
   */
  record Line(LetterId parent, LetterId root, int number) {}

  /** The letter; empty when the message is none. */
  static Optional<Letter> of(LogMessage message) {
    Optional<Long> offset = number(message, LetterHeaders.OFFSET);
    if (offset.isEmpty()) {
      return Optional.empty();
    }
    String error = name(message, LetterHeaders.ERROR);
    String kind = name(message, LetterHeaders.KIND);
    return Optional.of(
        new Letter(
            new LetterId(message.partition(), message.offset()),
            message.key() == null
                ? "-"
                : Clean.line(new String(message.key(), UTF_8), LONGEST_NAME),
            name(message, LetterHeaders.TOPIC),
            number(message, LetterHeaders.PARTITION).orElse(-1L).intValue(),
            offset.get(),
            name(message, LetterHeaders.STAGE),
            kind.isEmpty() ? error.equals(UNDECODABLE) : kind.equals(LetterHeaders.POISON),
            error,
            Clean.line(message.header(LetterHeaders.MESSAGE).orElse(""), LONGEST),
            number(message, LetterHeaders.ATTEMPTS).orElse(0L).intValue(),
            name(message, LetterHeaders.VERSION),
            time(message, LetterHeaders.TIME).orElse(message.at()),
            message.header(LetterHeaders.VALUE_CUT).isEmpty()
                && message.header(LetterHeaders.KEY_CUT).isEmpty()
                && message.header(LetterHeaders.HEADERS_LEFT_OUT).isEmpty()
                && message.header(LetterHeaders.REFUSED).isEmpty(),
            line(message)));
  }

  private static Optional<Line> line(LogMessage message) {
    try {
      Optional<LetterId> parent = message.header(LetterHeaders.REPLAY_OF).map(LetterId::parse);
      return parent.map(
          of ->
              new Line(
                  of,
                  message.header(LetterHeaders.REPLAY_ROOT).map(LetterId::parse).orElse(of),
                  number(message, LetterHeaders.REPLAY_NUMBER).orElse(1L).intValue()));
    } catch (IllegalArgumentException e) {
      // Somebody else's header of the same name.
      return Optional.empty();
    }
  }

  /** The first letter of its line; itself when it is not a letter of a replay. */
  LetterId root() {
    return line.map(Line::root).orElse(id);
  }

  private static String name(LogMessage message, String header) {
    return Clean.line(message.header(header).orElse(""), LONGEST_NAME);
  }

  static Optional<Long> number(LogMessage message, String header) {
    try {
      return message.header(header).map(Long::parseLong).filter(number -> number >= 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static Optional<Instant> time(LogMessage message, String header) {
    try {
      return message.header(header).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
