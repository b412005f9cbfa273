package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;

/**
 * Rollouts as statistics.md simulates them: Poisson errors, with a gamma factor per arm and tick;
 * or per instance and tick, where there are several.
 *
 * @param candidates the candidate's instances, which have the same number of requests each
 * @param lives the live fleet's
 * @param times how many times the errors the candidate has
 * @param burst the gamma factor's coefficient of variation
 */
record Simulation(
    int candidates,
    int lives,
    long candidateRequests,
    long liveRequests,
    double baseRate,
    double times,
    double burst) {
  static final int RUNS = 4_000;
  static final int TICKS = 60;

  /** Fleets of one instance each. */
  Simulation(
      long candidateRequests, long liveRequests, double baseRate, double times, double burst) {
    this(1, 1, candidateRequests, liveRequests, baseRate, times, burst);
  }

  record Detected(double share, int medianTick) {}

  /**
   * Share of runs that the comparison rolls back within 60 ticks at α = 1 %, and the median tick.
   */
  Detected comparison(double ratio, long seed) {
    return run(seed, TICKS, RUNS, draws -> new ThinnedBetting(ratio, draws));
  }

  /** Share of so many runs that it rolls back within so many ticks. */
  double rolledBack(double ratio, int ticks, int runs, long seed) {
    return run(seed, ticks, runs, draws -> new ThinnedBetting(ratio, draws)).share();
  }

  /** The same of its mirror image, as {@link #comparison}. */
  Detected mirrored(double ratio, long seed) {
    return run(seed, TICKS, RUNS, draws -> ThinnedBetting.mirrored(ratio, draws));
  }

  private Detected run(
      long seed,
      int ticks,
      int runs,
      Function<LongFunction<UniformRandomProvider>, ThinnedBetting> bet) {
    UniformRandomProvider random = new SplitMix64(seed);
    double needed = Math.log(100);
    int[] fired = new int[runs];
    for (int run = 0; run < runs; run++) {
      long thisRun = seed * 31 + run;
      ThinnedBetting betting = bet.apply(tick -> new SplitMix64(thisRun * 1_000 + tick));
      fired[run] = Integer.MAX_VALUE;
      for (int tick = 1; tick <= ticks && fired[run] == Integer.MAX_VALUE; tick++) {
        betting.add(
            tick,
            counts(candidates, candidateRequests, baseRate * times, random),
            counts(lives, liveRequests, baseRate, random));
        if (betting.logEvidence() >= needed) {
          fired[run] = tick;
        }
      }
    }
    Arrays.sort(fired);
    long rolledBack = Arrays.stream(fired).filter(t -> t <= ticks).count();
    return new Detected((double) rolledBack / runs, fired[runs / 2]);
  }

  /** The mean of so many gamma factors is one itself, of so many times the shape. */
  private Counts counts(int instances, long requests, double rate, UniformRandomProvider random) {
    double shape = instances / (burst * burst);
    double factor =
        burst == 0
            ? 1
            : AhrensDieterMarsagliaTsangGammaSampler.of(random, shape, burst * burst / instances)
                .sample();
    double mean = requests * rate * factor;
    long bad = mean <= 0 ? 0 : PoissonSampler.of(random, mean).sample();
    return new Counts(requests, Math.min(bad, requests));
  }
}
