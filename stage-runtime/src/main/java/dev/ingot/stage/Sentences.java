package dev.ingot.stage;

/** Failures, said for people. */
final class Sentences {
  /** Long enough for a cause, short enough for a header or a log line. */
  private static final int LONGEST = 300;

  private Sentences() {}

  /** Kind and message of a failure on one line, cut to a bearable length. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    return cut(message == null || message.isBlank() ? kind : kind + ": " + message);
  }

  /** On one line, at most 300 characters. */
  static String cut(String text) {
    String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }
}
