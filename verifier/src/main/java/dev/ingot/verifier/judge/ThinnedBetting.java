package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The comparison: evidence that the candidate is more than {@code ratio} times as bad as the live
 * fleet.
 *
 * <p>Each tick the larger arm is thinned until both would see the same mean at the tolerated ratio;
 * the share u of the candidate among what is left is then bet on with (1 + λ(u − ½)). When the arms
 * are exchangeable at that ratio, E[u] = ½ however bursty the tick is, and the product is a test
 * martingale (Waudby-Smith and Ramdas, Estimating means of bounded random variables by betting,
 * JRSS-B 2024). The mean over several λ is one, too.
 *
 * <p>Its mirror image bets with (1 − λ(u − ½)): evidence that the candidate is less than {@code
 * ratio} times as bad, a test martingale where it is just that bad, and on average falling where it
 * is worse.
 */
public final class ThinnedBetting {
  /** Those that the file's check of a bake reckons with, too; a test compares them. */
  static final List<Double> BETS = List.of(0.2, 0.5, 1.0, 1.5, 1.9);

  /** A share that no bet wins or loses by. */
  private static final double NOTHING = 0.5;

  private final double ratio;
  private final int side;
  private final LongFunction<UniformRandomProvider> randomOfTick;
  private final LogMixture mixture;

  /**
   * A comparison that has seen nothing yet.
   *
   * @param ratio tolerated ratio, at least 1
   * @param randomOfTick the draws of a tick, by its start in milliseconds since 1970: the same at
   *     every replay
   */
  public ThinnedBetting(double ratio, LongFunction<UniformRandomProvider> randomOfTick) {
    this(ratio, 1, randomOfTick, new LogMixture(BETS.size()));
  }

  private ThinnedBetting(
      double ratio,
      int side,
      LongFunction<UniformRandomProvider> randomOfTick,
      LogMixture mixture) {
    if (!(ratio >= 1)) {
      throw new IllegalArgumentException("a tolerated ratio is at least 1, not " + ratio);
    }
    this.ratio = ratio;
    this.side = side;
    this.randomOfTick = randomOfTick;
    this.mixture = mixture;
  }

  /** The mirror image: evidence that the candidate is less than {@code ratio} times as bad. */
  static ThinnedBetting mirrored(double ratio, LongFunction<UniformRandomProvider> randomOfTick) {
    return new ThinnedBetting(ratio, -1, randomOfTick, new LogMixture(BETS.size()));
  }

  /** One that begins with the mean of what others of its kind have, bet by bet. */
  static ThinnedBetting meanOf(Collection<ThinnedBetting> others) {
    ThinnedBetting one = others.iterator().next();
    return new ThinnedBetting(
        one.ratio,
        one.side,
        one.randomOfTick,
        LogMixture.meanOf(others.stream().map(other -> other.mixture).toList()));
  }

  /** Takes in one tick of both arms. */
  public void add(long tickStart, Counts candidate, Counts live) {
    bet(share(candidate, live, randomOfTick.apply(tickStart)));
  }

  /** Bets on a candidate's share, from 0 to 1, whose mean is ½ when all is well. */
  void bet(double share) {
    for (int i = 0; i < BETS.size(); i++) {
      mixture.multiply(i, Math.log1p(side * BETS.get(i) * (share - 0.5)));
    }
  }

  /** The candidate's share u of what is left when both are thinned; ½ when nothing is. */
  double share(Counts candidate, Counts live, UniformRandomProvider random) {
    double a = candidate.exposures() * ratio;
    double b = live.exposures();
    double m = Math.min(a, b);
    if (m <= 0) {
      return NOTHING;
    }
    long x = Thinning.keep(candidate.bad(), m / a, random);
    long y = Thinning.keep(live.bad(), m / b, random);
    return x + y == 0 ? NOTHING : (double) x / (x + y);
  }

  /** Natural logarithm of the evidence E. */
  public double logEvidence() {
    return mixture.logMean();
  }
}
