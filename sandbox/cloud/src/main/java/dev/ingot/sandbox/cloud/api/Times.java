package dev.ingot.sandbox.cloud.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Points in time on the wire. */
final class Times {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /** Seconds since 1970, as JSON has them. */
  static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }

  /** ISO 8601 with milliseconds, always three digits of them. */
  static String millis(Instant time) {
    return MILLIS.format(time);
  }
}
