package dev.ingot.verifier.sources;

import dev.ingot.pipeline.Printable;

/** A source cannot be measured now; the message says why, for people. */
public final class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 300;

  public SourceException(String message) {
    super(printable(message));
  }

  public SourceException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  /** What others have said, on one line that is not long. */
  static String printable(String text) {
    return Printable.line(text, LONGEST);
  }
}
