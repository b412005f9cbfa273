package dev.ingot.pipeline;

import java.time.Duration;

/**
 * The shortest bake in which a step's judge can reach a verdict.
 *
 * <p>The comparison bets a share &lambda; of its evidence on every tick, so one tick multiplies it
 * by at most 1+&lambda;/2, and the evidence is the mean over the five bets that the judge makes. A
 * candidate that fails every request is caught by the limit long before; the bake bounds what only
 * the comparison can see.
 */
public final class MinimumBake {
  /** Of the probes that are sent again during a step, as many at most are under way at once. */
  public static final int PROBES_AT_ONCE = 4;

  /** So long the look waits that sent them. */
  public static final Duration PROBES_WAITED_FOR = Duration.ofMillis(250);

  /** What takes longer is taken, and its next sent, by another look: at most so long afterwards. */
  public static final Duration PROBES_LOOKED_FOR = Duration.ofSeconds(1);

  /** The judge's bets. */
  private static final double[] BETS = {0.2, 0.5, 1, 1.5, 1.9};

  /**
   * A step without a comparison still needs a tick, and one more since the first may be partial.
   */
  private static final int TICKS_WITHOUT_COMPARISON = 2;

  private static final int MOST_TICKS = 10_000;

  private MinimumBake() {}

  /** The shares that the judge bets, above 0 and below 2; a copy. */
  public static double[] bets() {
    return BETS.clone();
  }

  /**
   * Fewest ticks in which the comparison's evidence can reach {@code needed}.
   *
   * @param needed the evidence at which the gate fires, at least 1
   */
  public static int ticks(double needed) {
    for (int n = 1; n < MOST_TICKS; n++) {
      if (mostEvidence(n) >= needed) {
        return n;
      }
    }
    throw new IllegalArgumentException("no bake is long enough for evidence of " + needed);
  }

  /**
   * Shortest bake of a step.
   *
   * @param weight the step's weight in percent; at 100 there is nothing to compare with
   * @param needed the evidence at which a gate fires
   * @param tick length of a measurement
   * @param warmup time after the shift that is not judged
   */
  public static Duration of(int weight, double needed, Duration tick, Duration warmup) {
    int ticks = weight == 100 ? TICKS_WITHOUT_COMPARISON : ticks(needed);
    // Without a warm-up the tick in which the shift fell is judged; with one, only whole ones are.
    int whole = warmup.isZero() ? 0 : 1;
    return tick.multipliedBy(ticks + whole).plus(warmup);
  }

  private static double mostEvidence(int ticks) {
    double sum = 0;
    for (double bet : BETS) {
      sum += Math.pow(1 + bet / 2, ticks);
    }
    return sum / BETS.length;
  }
}
