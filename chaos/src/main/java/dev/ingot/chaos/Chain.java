package dev.ingot.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a record goes through, and what is said about it there. All events are {@link
 * HeadSeen}, for it is small: {@code repository} holds the record's name, {@code ref} what is said,
 * {@code commitId} the stage, {@code generation} the record's number, {@code seenAt} when it was
 * fed.
 */
final class Chain {
  static final String PREFIX = "chaos.";
  static final int PARTITIONS = 12;
  static final List<String> STAGES = List.of("first", "second", "third");

  static final Topic<HeadSeen> INPUTS = topic("inputs");
  static final Topic<HeadSeen> FINALS = topic("finals");
  static final Topic<HeadSeen> PROGRESS = topic("progress");

  /** One for each record that was given up. */
  static final Topic<HeadSeen> OUTCOMES = topic("outcomes");

  private static final List<Topic<HeadSeen>> HOPS =
      List.of(INPUTS, topic("hop-1"), topic("hop-2"), FINALS);

  private static final String POISON = "poison ";

  private Chain() {}

  private static Topic<HeadSeen> topic(String suffix) {
    return new Topic<>(
        suffix,
        HeadSeen.class,
        Topic.Keeping.RETAINED,
        HeadSeen::getService,
        HeadSeen::getId,
        HeadSeen::getSeenAt,
        event -> Optional.of(event.getRepository()));
  }

  /** Everything with an event in it. */
  static List<Topic<HeadSeen>> topics() {
    return Stream.concat(HOPS.stream(), Stream.of(PROGRESS, OUTCOMES)).toList();
  }

  /** The names of all topics on the brokers. */
  static List<String> names() {
    return Stream.concat(topics().stream().map(Topic::suffix), Stream.of(Topics.DEAD_LETTERS))
        .map(suffix -> PREFIX + suffix)
        .toList();
  }

  /** What a stage consumes. */
  static Topic<HeadSeen> input(String stage) {
    return HOPS.get(STAGES.indexOf(stage));
  }

  /** Where a stage puts what it is through with. */
  static Topic<HeadSeen> output(String stage) {
    return HOPS.get(STAGES.indexOf(stage) + 1);
  }

  static String name(int number) {
    return "r" + number;
  }

  /** Ids of events and of dead letters. */
  static String done(int number, String stage) {
    return name(number) + "/" + stage;
  }

  static String step(int number, String stage, int step) {
    return done(number, stage) + "/" + step;
  }

  static String failed(int number) {
    return name(number) + "/failed";
  }

  static String letter(int number, String stage) {
    return done(number, stage) + "/letter";
  }

  static HeadSeen fed(int number, String key, Instant now) {
    return HeadSeen.newBuilder()
        .setId(name(number))
        .setService(key)
        .setRepository(name(number))
        .setRef("fed")
        .setCommitId("")
        .setGeneration(number)
        .setSeenAt(now)
        .build();
  }

  static int number(HeadSeen event) {
    return Math.toIntExact(event.getGeneration());
  }

  static HeadSeen done(HeadSeen of, String stage) {
    return said(of, stage, "done", done(number(of), stage));
  }

  static HeadSeen step(HeadSeen of, String stage, int step) {
    return said(of, stage, "step " + step, step(number(of), stage, step));
  }

  static HeadSeen failed(HeadSeen of, String stage) {
    return said(of, stage, "failed", failed(number(of)));
  }

  private static HeadSeen said(HeadSeen of, String stage, String what, String id) {
    return HeadSeen.newBuilder(of).setId(id).setRef(what).setCommitId(stage).build();
  }

  /** What a stage's own progress about a record is found by. */
  static String subject(HeadSeen event, String stage) {
    return event.getRepository() + "/" + stage;
  }

  /**
   * Bytes that are no event.
   *
   * @param foreign whether they look like one whose schema nobody has registered
   */
  static byte[] poison(int number, boolean foreign) {
    String text = POISON + number;
    return ((foreign ? "\0\0\17\102\77" : "") + text).getBytes(UTF_8);
  }

  /** The number of the record that was fed as poison; null when the bytes are something else. */
  static @Nullable Integer poisoned(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    String text = new String(value, UTF_8);
    int begin = text.indexOf(POISON);
    if (begin < 0 || begin > 5) {
      return null;
    }
    try {
      return Integer.valueOf(text.substring(begin + POISON.length()));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
