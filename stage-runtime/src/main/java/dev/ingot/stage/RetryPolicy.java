package dev.ingot.stage;

import dev.ingot.stage.config.Key;
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
public record RetryPolicy(
    @Key(
            value = "ingot.retry.tries",
            doc =
                "Looks at a record that end in a surprise until it is abandoned, at least 1. With the"
                    + " waits between them, eight tries span about a minute: longer than a broker's or"
                    + " a repository's restart, short enough that a person who waits is told. What is"
                    + " away uses up no try: a cloud, the schema registry.",
            otherwise = "8")
        int tries,
    @Key(
            value = "ingot.retry.first",
            doc =
                "Wait before the second try; each one after it is twice as long, and half of every"
                    + " wait is random, so that many records don't come back at the same moment.",
            otherwise = "500ms")
        Duration first,
    @Key(
            value = "ingot.retry.longest",
            doc =
                "Longest wait between two tries, not shorter than the first: how late a record notices"
                    + " that something works again.",
            otherwise = "30s")
        Duration longest) {
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

  /** At least the duration, and at most half as much again: so that not all come at once. */
  static Duration spread(Duration duration) {
    return Duration.ofMillis(
        IntervalFunction.ofRandomized(duration.toMillis() * 5 / 4 + 1, 0.2).apply(1));
  }

  private IntervalFunction intervals() {
    return IntervalFunction.ofExponentialRandomBackoff(first, FACTOR, RANDOM_PART, longest);
  }
}
