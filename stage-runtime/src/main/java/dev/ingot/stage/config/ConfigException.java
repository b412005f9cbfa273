package dev.ingot.stage.config;

/** The configuration is wrong; the message says what to do. */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
