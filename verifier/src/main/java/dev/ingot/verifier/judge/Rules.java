package dev.ingot.verifier.judge;

import java.util.Optional;

/** Rules about quantiles, as rules about counts. */
public final class Rules {
  private Rules() {}

  /**
   * A quantile of the candidate's may be {@code ratio} times as bad as the live fleet's.
   *
   * <p>The threshold is the live fleet's quantile before the step began; for the candidate it is
   * multiplied by the ratio. When the candidate is at most {@code ratio} times as slow, value for
   * value, then it exceeds the higher threshold no more often than the live fleet exceeds the lower
   * one, <em>whatever</em> that is: an imprecise threshold costs power, and no calibration. Where
   * lower is worse, it is the lower edge of the quantile's bucket, divided for the candidate.
   *
   * @param before the live fleet's values before the step began; empty when nothing is known
   */
  public static Rule quantileNoWorse(
      String metric,
      double quantile,
      double ratio,
      boolean higherIsWorse,
      Optional<Distribution> before) {
    Optional<String> trouble = before.flatMap(Distribution::trouble);
    if (trouble.isPresent()) {
      return new Rule.Blind(metric, "the live fleet before the step: " + trouble.get());
    }
    if (before.isEmpty() || before.get().total() == 0) {
      return new Rule.Blind(metric, "nothing is known of the live fleet before the step began");
    }
    double threshold =
        higherIsWorse ? before.get().quantile(quantile) : before.get().below(quantile);
    if (!Double.isFinite(threshold)) {
      return new Rule.Blind(
          metric,
          higherIsWorse
              ? "the live fleet's quantile lies beyond the last bucket"
              : "the live fleet's quantile lies in the first bucket");
    }
    return higherIsWorse
        ? new Rule.Comparison(
            metric, new Counting.Above(threshold * ratio), new Counting.Above(threshold), 1, false)
        : new Rule.Comparison(
            metric, new Counting.UpTo(threshold / ratio), new Counting.UpTo(threshold), 1, false);
  }

  /**
   * A quantile may not exceed a limit, or go below it: of all values at most a share of one less
   * the quantile lies above the limit, or at most the quantile up to it.
   *
   * @param limit in the series' unit
   */
  public static Rule quantileWithin(
      String metric, double quantile, double limit, boolean higherIsWorse) {
    return higherIsWorse
        ? new Rule.Limit(metric, new Counting.Above(limit), 1 - quantile)
        : new Rule.Limit(metric, new Counting.UpTo(limit), quantile);
  }

  /** A share of bad ones may not exceed a limit; or of good ones, not go below it. */
  public static Rule shareWithin(String metric, double limit, boolean higherIsWorse) {
    return higherIsWorse
        ? new Rule.Limit(metric, new Counting.Counted(), limit)
        : new Rule.Limit(metric, new Counting.Others(), 1 - limit);
  }

  /** A share may be {@code ratio} times as bad as the live fleet's. */
  public static Rule shareNoWorse(String metric, double ratio, boolean higherIsWorse) {
    return new Rule.Comparison(
        metric, new Counting.Counted(), new Counting.Counted(), ratio, !higherIsWorse);
  }
}
