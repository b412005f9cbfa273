package dev.ingot.benchmarks.rollouts;

import dev.ingot.benchmarks.rollouts.Second.Arm;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** One simulated rollout, second by second. */
final class Traffic {
  /** How many times the live fleet's p99 is tolerated. */
  static final double SLOWER_TOLERATED = 1.3;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Latencies are lognormal with this deviation of their logarithms: p99 is 3.2 times p50. */
  private static final double SPREAD = 0.5;

  private static final double P99 = NORMAL.inverseCumulativeProbability(0.99);

  private final Setting setting;
  private final int seconds;
  private final UniformRandomProvider random;

  Traffic(Setting setting, int seconds, long seed) {
    this.setting = setting;
    this.seconds = seconds;
    this.random = new SplitMix64(seed);
  }

  Second next(int second) {
    double day = setting.drift() ? 1 + 0.5 * Math.sin(2 * Math.PI * second / seconds) : 1;
    double all = setting.requests() * day;
    Setting.Trouble trouble = setting.trouble();
    double errors = Math.min(1, setting.errors() * day);
    return new Second(
        second,
        arm(
            setting.fleets().candidate(),
            all * setting.weight(),
            worse(errors, trouble.errorsAt(second)),
            trouble.slowerAt(second)),
        arm(setting.fleets().live(), all * (1 - setting.weight()), errors, 1));
  }

  private static double worse(double errors, double times) {
    return Double.isInfinite(times) ? 1 : errors * times;
  }

  private Arm arm(int instances, double mean, double errors, double slower) {
    long requests = poisson(mean);
    double bursting = errors >= 1 ? 1 : burst(instances);
    long failed = of(requests, errors * bursting);
    double slowness = burst(instances);
    long slow = of(requests, slowness * above(1, slower));
    double most = above(1, slower);
    long verySlow = of(slow, most == 0 ? 0 : above(SLOWER_TOLERATED, slower) / most);
    return new Arm(requests, failed, slow, verySlow);
  }

  /** Share of requests above the live p99 times a factor, of a fleet that is slower. */
  private static double above(double factor, double slower) {
    return NORMAL.survivalProbability(P99 + Math.log(factor / slower) / SPREAD);
  }

  /** The mean of so many gamma factors is one itself, of so many times the shape. */
  private double burst(int instances) {
    double burst = setting.burst();
    double shape = instances / (burst * burst);
    return burst == 0
        ? 1
        : AhrensDieterMarsagliaTsangGammaSampler.of(random, shape, burst * burst / instances)
            .sample();
  }

  private long poisson(double mean) {
    return mean <= 0 ? 0 : PoissonSampler.of(random, mean).sample();
  }

  /** How many of so many: Poisson where few are, as statistics.md has it, else one by one. */
  private long of(long n, double p) {
    if (p >= 1) {
      return n;
    }
    if (p > 0.1) {
      long count = 0;
      for (long i = 0; i < n; i++) {
        count += random.nextDouble() < p ? 1 : 0;
      }
      return count;
    }
    return Math.min(n, poisson(n * p));
  }
}
