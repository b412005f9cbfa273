package dev.ingot.benchmarks.rollouts;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The classical test of two shares (one-sided, α = 1 % halved over errors and p99) on all that was
 * counted so far, every second anew: right if it were looked at once.
 */
final class ZTest implements Contender {
  private static final double CRITICAL =
      NormalDistribution.of(0, 1).inverseSurvivalProbability(0.01 / 2);

  /** Fewer than so many bad ones in all, and nobody would trust the normal distribution. */
  private static final double LEAST = 10;

  private final Run run;
  private double candidates;
  private double lives;
  private final double[] candidateBad = new double[2];
  private final double[] liveBad = new double[2];

  ZTest(Run run) {
    this.run = run;
  }

  @Override
  public boolean rollsBack(Second second) {
    candidates += second.candidate().requests();
    lives += second.live().requests();
    candidateBad[0] += second.candidate().errors();
    liveBad[0] += second.live().errors();
    candidateBad[1] += run.strict() ? second.candidate().slow() : second.candidate().verySlow();
    liveBad[1] += second.live().slow();
    return isWorse(0, run.tolerance()) || isWorse(1, 1);
  }

  private boolean isWorse(int metric, double ratio) {
    if (candidates == 0 || lives == 0 || candidateBad[metric] + liveBad[metric] < LEAST) {
      return false;
    }
    double mine = candidateBad[metric] / candidates;
    double theirs = liveBad[metric] / lives;
    double variance =
        mine * (1 - mine) / candidates + ratio * ratio * theirs * (1 - theirs) / lives;
    return variance > 0 && (mine - ratio * theirs) / Math.sqrt(variance) > CRITICAL;
  }
}
