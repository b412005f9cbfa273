package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The comparison: evidence that the candidate is more than {@code ratio} times as bad as the live
 * fleet.
 *
 * <p>Each tick the larger arm is thinned until both would see the same mean at the tolerated ratio.
 * What the candidate then has more is divided by twice a large difference ({@link Usual}), or by
 * twice itself where it is more than that; this is u − ½, which lies between −½ and ½ and is bet on
 * with (1 + λ(u − ½)). When the arms are exchangeable at that ratio, E[u] = ½ however bursty the
 * tick is and whatever the difference is divided by, as long as that was known before; and the
 * product is a test martingale (Waudby-Smith and Ramdas, Estimating means of bounded random
 * variables by betting, JRSS-B 2024). The mean over several λ is one, too.
 *
 * <p>Divided by what both have in the tick itself, E[u] would be ½ of exchangeable arms alone: a
 * few instances that burst each for itself vary more together than many do, which brings the mean
 * of a ratio above ½, and of a difference not. What still leans that way are the differences that
 * are cut, few as they are. The first tick has nothing before it, and is divided so all the same.
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
  private final Usual usual;

  /**
   * A comparison that has seen nothing yet.
   *
   * @param ratio tolerated ratio, at least 1
   * @param randomOfTick the draws of a tick, by its start in milliseconds since 1970: the same at
   *     every replay
   */
  public ThinnedBetting(double ratio, LongFunction<UniformRandomProvider> randomOfTick) {
    this(ratio, 1, randomOfTick, new LogMixture(BETS.size()), new Usual());
  }

  private ThinnedBetting(
      double ratio,
      int side,
      LongFunction<UniformRandomProvider> randomOfTick,
      LogMixture mixture,
      Usual usual) {
    if (!(ratio >= 1)) {
      throw new IllegalArgumentException("a tolerated ratio is at least 1, not " + ratio);
    }
    this.ratio = ratio;
    this.side = side;
    this.randomOfTick = randomOfTick;
    this.mixture = mixture;
    this.usual = usual;
  }

  /** The mirror image: evidence that the candidate is less than {@code ratio} times as bad. */
  static ThinnedBetting mirrored(double ratio, LongFunction<UniformRandomProvider> randomOfTick) {
    return new ThinnedBetting(ratio, -1, randomOfTick, new LogMixture(BETS.size()), new Usual());
  }

  /**
   * One that begins with the mean of what others of its kind have, bet by bet, and with what the
   * first of them knows.
   */
  static ThinnedBetting meanOf(Collection<ThinnedBetting> others) {
    ThinnedBetting one = others.iterator().next();
    return new ThinnedBetting(
        one.ratio,
        one.side,
        one.randomOfTick,
        LogMixture.meanOf(others.stream().map(other -> other.mixture).toList()),
        one.usual.copy());
  }

  /** Takes in one tick of both arms. */
  public void add(long tickStart, Counts candidate, Counts live) {
    bet(share(candidate, live, randomOfTick.apply(tickStart)));
    learn(candidate, live);
  }

  /**
   * Remembers a tick that was bet on: of the arm that has fewer bad ones when there is something to
   * be found, so that what is to be found does not make itself a usual thing.
   */
  void learn(Counts candidate, Counts live) {
    usual.add(side > 0 ? live : candidate);
  }

  /** Bets on a candidate's share, from 0 to 1, whose mean is ½ when all is well. */
  void bet(double share) {
    for (int i = 0; i < BETS.size(); i++) {
      mixture.multiply(i, Math.log1p(side * BETS.get(i) * (share - 0.5)));
    }
  }

  /** What is bet on, u: from 0 to 1, ½ when both arms have the same once they are thinned. */
  double share(Counts candidate, Counts live, UniformRandomProvider random) {
    double a = candidate.exposures() * ratio;
    double b = live.exposures();
    double m = Math.min(a, b);
    if (m <= 0) {
      return NOTHING;
    }
    long x = Thinning.keep(candidate.bad(), m / a, random);
    long y = Thinning.keep(live.bad(), m / b, random);
    double more = (double) x - y;
    double large = usual.largeDifference(side > 0 ? m : m / ratio).orElse((double) x + y);
    return more == 0 ? NOTHING : NOTHING + more / (2 * Math.max(Math.abs(more), large));
  }

  /**
   * Fewest ticks after which the evidence can be as large as that: each of them says all that a
   * tick can say. What a bake must have is reckoned by the same.
   *
   * @param needed at least 1
   */
  static int fewestTicks(double needed) {
    double most = BETS.getLast();
    double[] logs = BETS.stream().mapToDouble(bet -> Math.log1p(bet / 2)).toArray();
    // The largest bet alone needs no more than this.
    int enough = (int) Math.ceil(Math.log(needed * BETS.size()) / Math.log1p(most / 2));
    int ticks = 1;
    while (ticks < enough && logMean(logs, ticks) < Math.log(needed)) {
      ticks++;
    }
    return ticks;
  }

  private static double logMean(double[] logs, int ticks) {
    return LogMixture.logMean(Arrays.stream(logs).map(log -> ticks * log).toArray());
  }

  /** Natural logarithm of the evidence E. */
  public double logEvidence() {
    return mixture.logMean();
  }
}
