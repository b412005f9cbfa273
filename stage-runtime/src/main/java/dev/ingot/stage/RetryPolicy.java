package dev.ingot.stage;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/**
 * How often a look that ended in a surprise is tried again, and after how long: exponential, with
 * half of it random so that many records don't come back at the same moment.
 *
 * @param tries looks until the record is abandoned, at least 1
 * @param first wait before the second try
 * @param longest wait between two tries, not shorter than {@code first}
 */
public record RetryPolicy(int tries, Duration first, Duration longest) {
  /** Eight tries over about one minute: 0.5 s, 1 s, 2 s, … 30 s. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(8, Duration.ofMillis(500), Duration.ofSeconds(30));

  private static final double FACTOR = 2;
  private static final double RANDOM_PART = 0.5;

  public RetryPolicy {
    if (tries < 1) {
      throw new IllegalArgumentException("a look is tried at least once, not " + tries);
    }
    if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("no wait: from " + first + " to " + longest);
    }
  }

  /** Wait after so many failures in a row, at least 1. */
  Duration waitAfter(int failures) {
    return Duration.ofMillis(intervals().apply(Math.max(1, failures)));
  }

  private IntervalFunction intervals() {
    return IntervalFunction.ofExponentialRandomBackoff(first, FACTOR, RANDOM_PART, longest);
  }
}
