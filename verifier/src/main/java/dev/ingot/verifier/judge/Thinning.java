package dev.ingot.verifier.judge;

import java.util.SplittableRandom;

/** Binomial draws that come out the same at every replay. */
final class Thinning {
  /** Above this many expected events the normal approximation is off by less than 0.1 %. */
  private static final double EXACT_UP_TO = 1_000_000;

  private Thinning() {}

  /**
   * How many of {@code n} are kept when each is kept with probability {@code p}.
   *
   * <p>Counts the rarer kind by skipping from one to the next with geometric steps (Devroye, 1986,
   * X.4.3), so the cost grows with n·min(p, 1−p).
   *
   * @param n not negative
   * @param p 0 to 1
   */
  static long keep(long n, double p, SplittableRandom random) {
    if (n <= 0 || p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    if (p > 0.5) {
      return n - keep(n, 1 - p, random);
    }
    if (n * p > EXACT_UP_TO) {
      double drawn = n * p + random.nextGaussian() * Math.sqrt(n * p * (1 - p));
      return Math.clamp(Math.round(drawn), 0, n);
    }
    double log = Math.log1p(-p);
    long kept = 0;
    double position = 0;
    while (true) {
      position += Math.floor(Math.log(1 - random.nextDouble()) / log) + 1;
      if (position > n) {
        return kept;
      }
      kept++;
    }
  }
}
