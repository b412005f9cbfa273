package dev.ingot.recipe;

/** The source can never be baked as it is; the message says why, for people. */
public final class SourceRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  SourceRefusedException(String message) {
    super(message);
  }
}
