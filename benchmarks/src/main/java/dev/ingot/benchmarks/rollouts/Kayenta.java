package dev.ingot.benchmarks.rollouts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The rule of Spinnaker's Kayenta, as its judge (NetflixACAJudge) and MannWhitneyClassifier publish
 * it: a metric is high when the lower end of the 98 % confidence interval of Mann and Whitney's
 * shift lies above 25 % of the Hodges-Lehmann estimate, and the means' ratio is at least 1. Here
 * the values are each second's shares of errors and of slow requests, looked at every ten seconds,
 * as its retrospective analyses do; either one that is high rolls back.
 */
final class Kayenta implements Contender {
  private static final double TOLERANCE = 0.25;
  private static final double CONFIDENCE = 0.98;
  private static final int EVERY = 10;
  private static final double Z =
      NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - CONFIDENCE) / 2);

  private final List<Second> seconds = new ArrayList<>();

  Kayenta(Run run) {}

  @Override
  public boolean rollsBack(Second second) {
    seconds.add(second);
    return seconds.size() % EVERY == 0
        && (isHigh(Second.Arm::errorShare) || isHigh(Second.Arm::slowShare));
  }

  private boolean isHigh(ToDoubleFunction<Second.Arm> share) {
    return isHigh(
        seconds.stream()
            .mapToDouble(s -> share.applyAsDouble(s.candidate()))
            .filter(Double::isFinite)
            .toArray(),
        seconds.stream()
            .mapToDouble(s -> share.applyAsDouble(s.live()))
            .filter(Double::isFinite)
            .toArray());
  }

  /** Whether the experiment is high against the control. */
  static boolean isHigh(double[] experiment, double[] control) {
    if (experiment.length == 0 || control.length == 0) {
      return false;
    }
    double[] differences = new double[experiment.length * control.length];
    int next = 0;
    for (double one : experiment) {
      for (double other : control) {
        differences[next++] = one - other;
      }
    }
    Arrays.sort(differences);
    if (differences[0] == differences[differences.length - 1]) {
      return differences[0] > 0;
    }
    double control0 = Arrays.stream(control).average().orElse(0);
    boolean moreOnAverage =
        control0 == 0 || Arrays.stream(experiment).average().orElse(0) / control0 >= 1;
    return moreOnAverage
        && lowerEnd(differences, experiment.length, control.length)
            > TOLERANCE * Math.abs(median(differences));
  }

  /** The shift at which the statistic, corrected for continuity, is the normal quantile. */
  private static double lowerEnd(double[] differences, double n, double m) {
    double deviation = Math.sqrt(n * m * (n + m + 1) / 12);
    int above = (int) Math.ceil(n * m / 2 + 0.5 + Z * deviation);
    return differences[Math.max(0, differences.length - above)];
  }

  /** The Hodges-Lehmann estimate is the median of all differences. */
  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
