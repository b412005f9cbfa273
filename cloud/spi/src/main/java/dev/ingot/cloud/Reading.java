package dev.ingot.cloud;

import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * A number that a cloud shows of itself, for whoever serves metrics.
 *
 * @param name words with dots between them, such as {@code ingot.cloud.breaker.state}
 * @param help one sentence
 * @param kind whether it only grows
 * @param tags which of several it is
 * @param value asked at every scrape, from any thread; answers at once
 */
public record Reading(
    String name, String help, Kind kind, Map<String, String> tags, DoubleSupplier value) {
  /** How a number changes. */
  public enum Kind {
    /** Up and down. */
    GAUGE,
    /** Up only. */
    TOTAL
  }

  public Reading {
    tags = Map.copyOf(tags);
  }
}
