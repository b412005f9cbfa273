package dev.ingot.stage;

import org.jspecify.annotations.Nullable;

/** What a tool wanted of the log was not to be had; the message says why, for people. */
public final class LogToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LogToolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
