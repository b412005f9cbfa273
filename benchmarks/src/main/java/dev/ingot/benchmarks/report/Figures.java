package dev.ingot.benchmarks.report;

import java.util.Locale;

/** Figures as people read them: three digits that count, and no more. */
public final class Figures {
  private Figures() {}

  public static String figure(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
  }

  /** A ratio, such as {@code 1.03×}. */
  public static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2f×", ratio);
  }
}
