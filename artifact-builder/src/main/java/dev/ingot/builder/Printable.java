package dev.ingot.builder;

import dev.ingot.git.Words;

/** Makes foreign text fit for events. */
final class Printable {
  private static final int LONGEST_DETAIL = 16_384;
  private static final String ANSI = "\u001B\\[[0-?]*[ -/]*[@-~]";

  private Printable() {}

  /** One line without control characters, cut to the given length. */
  static String line(String text, int most) {
    return Words.line(text, most);
  }

  /** The tail of a log: its lines, without colours and control characters. */
  static String tail(String log) {
    String clean =
        log.replaceAll(ANSI, "")
            .replaceAll("\r\n?", "\n")
            .replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]", "");
    return clean.substring(Math.max(0, clean.length() - LONGEST_DETAIL));
  }
}
