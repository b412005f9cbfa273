package dev.ingot.sandbox;

import java.time.Duration;
import java.util.Locale;

/** Text for a terminal. What comes from events, repositories and clouds is cleaned first. */
final class Text {
  private Text() {}

  /** One line without control characters or direction marks, cut to a length. */
  static String oneLine(String text, int most) {
    String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
    return clean.length() <= most ? clean : clean.substring(0, most - 1) + "…";
  }

  /** Such as {@code 12.3 s} or {@code 1:02.3}. */
  static String seconds(Duration time) {
    double seconds = time.toMillis() / 1000.0;
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%d:%04.1f", (int) seconds / 60, seconds % 60);
  }

  static String bar(int percent, int width) {
    int full = Math.round(percent * width / 100f);
    return "█".repeat(full) + "░".repeat(width - full);
  }
}
