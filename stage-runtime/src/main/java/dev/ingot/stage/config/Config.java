package dev.ingot.stage.config;

import java.util.Map;

/** Reads configuration records. */
public final class Config {
  private Config() {}

  /** Environment variables and system properties, as keys. */
  public static Map<String, String> environment() {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * Makes the record from its {@link Key}s; nested records are read the same way.
   *
   * @throws ConfigException naming every key that is missing or wrong, and what it takes
   */
  public static <R extends Record> R read(Class<R> type, Map<String, String> settings) {
    throw new UnsupportedOperationException("to come");
  }
}
