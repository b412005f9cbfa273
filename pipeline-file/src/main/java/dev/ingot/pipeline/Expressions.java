package dev.ingot.pipeline;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.regex.MatchResult;

/**
 * Regular expressions from a service's file. RE2 matches in time that is linear in the text: no
 * expression keeps a worker busy for ever, and there are no look-arounds and no back references.
 */
public final class Expressions {
  private static final int LONGEST = 500;

  /** What a chain of repetitions may come to: {@code (a{100}){100}} would be a large program. */
  private static final long MOST_REPETITIONS = 1_000;

  private static final java.util.regex.Pattern REPETITION =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  static final Kind<String> KIND =
      new Kind<>(
          "an RE2 expression of 1 to %d characters, without look-around and back references"
              .formatted(LONGEST),
          text -> Optional.of(text).filter(Expressions::isExpression));

  private Expressions() {}

  /**
   * The expression, ready to match; safe to use by any number of threads.
   *
   * @throws PatternSyntaxException when it is none, or one that is too large
   */
  public static Pattern compile(String expression) {
    if (expression.length() > LONGEST) {
      throw new PatternSyntaxException("longer than " + LONGEST + " characters", "");
    }
    long product = 1;
    for (MatchResult found : REPETITION.matcher(expression).results().toList()) {
      String most =
          found.group(2) == null || found.group(2).isEmpty() ? found.group(1) : found.group(2);
      product =
          Math.min(Long.MAX_VALUE / 1_000_000_000, product * Math.max(1, Long.parseLong(most)));
      if (product > MOST_REPETITIONS) {
        throw new PatternSyntaxException(
            "repeats more than %,d times".formatted(MOST_REPETITIONS), "");
      }
    }
    return Pattern.compile(expression);
  }

  /** Whether the text holds what the expression means, in time that is linear in the text. */
  public static boolean isIn(String expression, String text) {
    return compile(expression).matcher(text).find();
  }

  private static boolean isExpression(String text) {
    try {
      return !text.isBlank() && compile(text) != null;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
