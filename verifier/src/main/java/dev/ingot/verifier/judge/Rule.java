package dev.ingot.verifier.judge;

/** One thing that a series is held to; each but the weak one has its share of &alpha;. */
public sealed interface Rule {
  /** What is judged, for people and machines, such as {@code errors} or {@code latency p99}. */
  String metric();

  /**
   * An absolute promise.
   *
   * @param share promised share of bad ones, above 0 and below 1
   */
  record Limit(String metric, Counting counting, double share) implements Rule {
    public Limit {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException("a limit lies between 0 and 1, not " + share);
      }
    }
  }

  /**
   * No worse than the live fleet.
   *
   * @param candidate what is counted of the candidate
   * @param live what is counted of the live fleet; for a latency, a lower threshold
   * @param ratio tolerated ratio of the shares, at least 1
   * @param fewerIsWorse whether what is counted is good, so that the live fleet must not have more
   *     than {@code ratio} times as many
   */
  record Comparison(
      String metric, Counting candidate, Counting live, double ratio, boolean fewerIsWorse)
      implements Rule {
    public Comparison {
      if (!(ratio >= 1) || !Double.isFinite(ratio)) {
        throw new IllegalArgumentException("a tolerated ratio is at least 1, not " + ratio);
      }
    }
  }

  /**
   * Of a source that gives no more than quantiles: reported, never a reason to roll back.
   *
   * @param quantile 0 to 1
   * @param ratio tolerated ratio, at least 1
   * @param higherIsWorse which direction is worse
   */
  record Ranks(String metric, double quantile, double ratio, boolean higherIsWorse)
      implements Rule {}

  /**
   * Requests of our own must not fail so many times in a row. Each is a fact and no sample of what
   * users meet: it has no part in &alpha;.
   *
   * @param failures in a row that roll back, at least 1
   */
  record InARow(String metric, int failures) implements Rule {}

  /**
   * What was asked for and cannot be judged, so that the step never advances.
   *
   * @param why in words that follow the metric's name
   */
  record Blind(String metric, String why) implements Rule {}

  /**
   * What was asked for and is not judged in this step, which is told, and keeps nothing from
   * advancing.
   *
   * @param why in words that follow the metric's name
   */
  record Aside(String metric, String why) implements Rule {}
}
