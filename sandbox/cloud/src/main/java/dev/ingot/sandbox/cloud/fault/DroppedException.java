package dev.ingot.sandbox.cloud.fault;

/** A call is not answered: its connection is to be closed as it is. */
public final class DroppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DroppedException() {
    super("the sandbox was asked to drop this call", null, false, false);
  }
}
