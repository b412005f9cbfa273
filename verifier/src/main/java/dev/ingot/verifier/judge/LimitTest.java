package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.stream.DoubleStream;

/**
 * The limit: evidence that more than a promised share of requests is bad, whatever the live fleet
 * does.
 *
 * <p>A mixture of likelihood ratios against the limit p₀ (Robbins, 1970): for p ≤ p₀ each has a
 * mean of at most 1.
 */
public final class LimitTest {
  private final double limit;
  private final double[] alternatives;
  private final LogMixture mixture;

  /**
   * A test that has seen nothing yet.
   *
   * @param limit the promised share, above 0 and below 1
   */
  public LimitTest(double limit) {
    if (!(limit > 0 && limit < 1)) {
      throw new IllegalArgumentException("a limit lies between 0 and 1, not " + limit);
    }
    this.limit = limit;
    double good = 1 - limit;
    // Where more than half may be bad, the good ones are what there is little of.
    this.alternatives =
        (limit < 0.5
                ? DoubleStream.of(2 * limit, 4 * limit, 8 * limit, 0.5)
                : DoubleStream.of(1 - good / 2, 1 - good / 4, 1 - good / 8))
            .filter(p -> p > limit && p < 1)
            .distinct()
            .toArray();
    this.mixture = new LogMixture(alternatives.length);
  }

  private LimitTest(LimitTest other) {
    this.limit = other.limit;
    this.alternatives = other.alternatives;
    this.mixture = other.mixture.copy();
  }

  /** One that has seen the same, and goes its own way. */
  LimitTest copy() {
    return new LimitTest(this);
  }

  /** Takes in one tick. */
  public void add(Counts counts) {
    long good = counts.exposures() - counts.bad();
    for (int i = 0; i < alternatives.length; i++) {
      double p = alternatives[i];
      mixture.multiply(
          i, counts.bad() * Math.log(p / limit) + good * (Math.log1p(-p) - Math.log1p(-limit)));
    }
  }

  /** Natural logarithm of the evidence E. */
  public double logEvidence() {
    return mixture.logMean();
  }
}
