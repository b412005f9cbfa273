package dev.ingot.pipeline;

/** A file is wrong; the message says where, what and the remedy. */
public final class PipelineFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PipelineFileException(String message) {
    super(message);
  }
}
