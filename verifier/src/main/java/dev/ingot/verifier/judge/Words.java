package dev.ingot.verifier.judge;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Numbers in sentences for people. */
final class Words {
  private static final int LONGEST_NAME = 64;

  private Words() {}

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Evidence, whatever its size. */
  static String evidence(double evidence) {
    return evidence >= 1e6
        ? String.format(Locale.ROOT, "%.1e", evidence)
        : String.format(Locale.ROOT, evidence >= 10 ? "%.0f" : "%.2g", evidence);
  }

  /** A name that others gave, fit for a sentence. */
  static String name(String name) {
    return name.length() <= LONGEST_NAME && name.chars().allMatch(c -> c > ' ' && c < 0x7f)
        ? name
        : name.codePoints()
            .limit(LONGEST_NAME)
            .map(c -> c > ' ' && c < 0x7f ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  static String time(Duration time) {
    return time.toSeconds() >= 1 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** An amount with up to three digits that count. */
  static String amount(double amount, String unit) {
    boolean whole = amount == Math.rint(amount) && Math.abs(amount) < 1e15;
    String digits =
        whole || !Double.isFinite(amount)
            ? Long.toString(Math.round(amount))
            : BigDecimal.valueOf(amount)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    return unit.isEmpty() ? digits : digits + " " + unit;
  }
}
