package dev.ingot.events.wire;

import org.apache.kafka.common.errors.SerializationException;

/** These bytes are no event that we know, now or later: trying again is of no use. */
public final class UndecodableEventException extends SerializationException {
  private static final long serialVersionUID = 1L;

  public UndecodableEventException(String message) {
    super(message);
  }

  public UndecodableEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
