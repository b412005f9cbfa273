package dev.ingot.git;

import java.io.IOException;

/** There is no such repository, or none that may be seen with the credentials that are there. */
public final class RepositoryMissingException extends IOException {
  private static final long serialVersionUID = 1L;

  public RepositoryMissingException(String message) {
    super(message);
  }
}
