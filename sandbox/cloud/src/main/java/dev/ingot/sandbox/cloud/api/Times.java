package dev.ingot.sandbox.cloud.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Points in time on the wire. */
final class Times {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /** ISO 8601 with milliseconds, always three digits of them. */
  static String millis(Instant time) {
    return MILLIS.format(time);
  }
}
