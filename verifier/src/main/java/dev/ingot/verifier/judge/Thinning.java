package dev.ingot.verifier.judge;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Binomial draws that come out the same at every replay, for counts up to 10¹² and beyond: the
 * samplers of commons-rng and commons-statistics end at 2³¹ trials. Logarithms are {@link
 * StrictMath}'s, which are the same on every machine.
 */
final class Thinning {
  /** From here on rejection is quicker than counting one by one, and its bounds hold. */
  private static final double FEW = 20;

  private Thinning() {}

  /**
   * How many of {@code n} are kept when each is kept with probability {@code p}.
   *
   * @param n not negative, at most 2⁵³
   * @param p 0 to 1
   */
  static long keep(long n, double p, UniformRandomProvider random) {
    if (n <= 0 || p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    if (p > 0.5) {
      return n - keep(n, 1 - p, random);
    }
    return n * p < FEW ? byGaps(n, p, random) : byRejection(n, p, random);
  }

  /** Skips from one that is kept to the next by geometric steps (Devroye, 1986, X.4.3). */
  private static long byGaps(long n, double p, UniformRandomProvider random) {
    double log = StrictMath.log1p(-p);
    long kept = 0;
    double position = 0;
    while (true) {
      position += Math.floor(StrictMath.log(1 - random.nextDouble()) / log) + 1;
      if (position > n) {
        return kept;
      }
      kept++;
    }
  }

  /**
   * Transformed rejection with a squeeze (Hörmann, The generation of binomial random variates, JSCS
   * 46, 1993, algorithm BTRS): exact but for the rounding of doubles, at about 1.5 tries whatever
   * the size.
   */
  private static long byRejection(long n, double p, UniformRandomProvider random) {
    double deviation = Math.sqrt(n * p * (1 - p));
    double b = 1.15 + 2.53 * deviation;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double centre = n * p + 0.5;
    double accepted = 0.92 - 4.2 / b;
    double alpha = (2.83 + 5.1 / b) * deviation;
    double odds = p / (1 - p);
    double mode = Math.floor((n + 1) * p);
    while (true) {
      double u = random.nextDouble() - 0.5;
      double v = 1 - random.nextDouble();
      double us = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / us + b) * u + centre);
      if (us >= 0.07 && v <= accepted) {
        return (long) k;
      }
      if (!(k >= 0 && k <= n)) {
        continue;
      }
      double height = StrictMath.log(v * alpha / (a / (us * us) + b));
      if (height <= logRatio((double) n, odds, mode, k)) {
        return (long) k;
      }
    }
  }

  /** Logarithm of P(k)/P(mode), with differences taken before logarithms. */
  private static double logRatio(double n, double odds, double mode, double k) {
    return (mode + 0.5) * StrictMath.log((mode + 1) / (odds * (n - mode + 1)))
        + (n + 1) * StrictMath.log1p((k - mode) / (n - k + 1))
        + (k + 0.5) * StrictMath.log(odds * (n - k + 1) / (k + 1))
        + tail(mode)
        + tail(n - mode)
        - tail(k)
        - tail(n - k);
  }

  /** What Stirling's formula leaves of log k!, with k + 1 in its place. */
  private static double tail(double k) {
    if (k < 10) {
      return SMALL_TAILS[(int) k];
    }
    double next = k + 1;
    double square = next * next;
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / next;
  }

  private static final double[] SMALL_TAILS = smallTails();

  private static double[] smallTails() {
    double[] tails = new double[10];
    double logFactorial = 0;
    for (int k = 0; k < tails.length; k++) {
      logFactorial += k == 0 ? 0 : StrictMath.log(k);
      tails[k] =
          logFactorial
              - (0.5 * StrictMath.log(2 * Math.PI)
                  + (k + 0.5) * StrictMath.log(k + 1.0)
                  - (k + 1.0));
    }
    return tails;
  }
}
