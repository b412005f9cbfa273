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
   * @param limit the promised share, above 0 and below 0.5, which is the largest alternative
   */
  public LimitTest(double limit) {
    if (!(limit > 0 && limit < 0.5)) {
      throw new IllegalArgumentException("a limit lies between 0 and 0.5, not " + limit);
    }
    this.limit = limit;
    this.alternatives =
        DoubleStream.of(2 * limit, 4 * limit, 8 * limit, 0.5)
            .filter(p -> p > limit && p < 1)
            .distinct()
            .toArray();
    this.mixture = new LogMixture(alternatives.length);
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
