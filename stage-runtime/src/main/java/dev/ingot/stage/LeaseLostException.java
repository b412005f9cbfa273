package dev.ingot.stage;

/** Ownership is in doubt: nothing shared may be written now. The look is repeated by the owner. */
public final class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LeaseLostException(String message) {
    super(message);
  }
}
