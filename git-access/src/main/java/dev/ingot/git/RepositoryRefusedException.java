package dev.ingot.git;

import java.io.IOException;

/** The repository may not be asked; the message says what has to change. */
public final class RepositoryRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  public RepositoryRefusedException(String message) {
    super(message);
  }
}
