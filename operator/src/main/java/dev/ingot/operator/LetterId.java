package dev.ingot.operator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which dead letter: its place on the topic of dead letters. Written {@code 3-42}; {@code
 * ingot.dead-letters-3-42} is understood as well.
 */
record LetterId(int partition, long offset) implements Comparable<LetterId> {
  private static final Pattern FORM =
      Pattern.compile("(?:[A-Za-z0-9._-]{0,240}dead-letters[-@])?(\\d{1,6})-(\\d{1,18})");

  /**
   * Reads what people write.
   *
   * @throws IllegalArgumentException when it is not an id, saying what one looks like
   */
  static LetterId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no dead letter; one is written partition-offset, such as 3-42"
              .formatted(Clean.line(text, 80)));
    }
    return new LetterId(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  @Override
  public int compareTo(LetterId other) {
    int byPartition = Integer.compare(partition, other.partition);
    return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
  }

  @Override
  public String toString() {
    return partition + "-" + offset;
  }
}
