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
    return run(seed, draws -> new ThinnedBetting(ratio, draws));
  }

  /** The same of its mirror image. */
  Detected mirrored(double ratio, long seed) {
    return run(seed, draws -> ThinnedBetting.mirrored(ratio, draws));
  }

  private Detected run(
      long seed, Function<LongFunction<UniformRandomProvider>, ThinnedBetting> bet) {
    UniformRandomProvider random = new SplitMix64(seed);
    double needed = Math.log(100);
    int[] fired = new int[RUNS];
    for (int run = 0; run < RUNS; run++) {
      long thisRun = seed * 31 + run;
      ThinnedBetting betting = bet.apply(tick -> new SplitMix64(thisRun * 1_000 + tick));
      fired[run] = Integer.MAX_VALUE;
      for (int tick = 1; tick <= TICKS && fired[run] == Integer.MAX_VALUE; tick++) {
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
    long rolledBack = Arrays.stream(fired).filter(t -> t <= TICKS).count();
    return new Detected((double) rolledBack / RUNS, fired[RUNS / 2]);
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
