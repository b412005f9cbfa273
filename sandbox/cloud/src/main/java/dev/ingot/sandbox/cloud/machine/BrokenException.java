package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;

/** Nothing can be started on a machine any more, through no fault of what was to be started. */
final class BrokenException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
