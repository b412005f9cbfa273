package dev.ingot.events.wire;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry does not take the event's schema, or does not have it and registering is switched
 * off: somebody has to decide something, trying again is of no use.
 */
public final class SchemaRefusedException extends SerializationException {
  private static final long serialVersionUID = 1L;

  public SchemaRefusedException(String message) {
    super(message);
  }
}
