package dev.ingot.operator;

import dev.ingot.pipeline.Printable;

/** Text from outside, fit for a terminal. */
final class Clean {
  private static final int LONGEST = 2_000;

  private Clean() {}

  /**
   * On one line of at most 2,000 characters; white space, control characters and characters that
   * turn the direction of writing become spaces.
   */
  static String line(String text) {
    return line(text, LONGEST);
  }

  /** On one line of at most so many characters. */
  static String line(String text, int longest) {
    String some = text.length() > 4 * longest ? text.substring(0, 4 * longest) : text;
    return Printable.line(some, longest);
  }
}
