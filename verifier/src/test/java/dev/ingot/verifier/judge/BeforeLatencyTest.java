package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Tick.Counts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The latency of a candidate beside that of the live fleet in the sixty ticks before: 1,000
 * simulated rollouts of sixty ticks, 2,000 requests a tick, lognormal answers of 40 ms in the
 * median, a gamma factor on all answers of a tick, buckets as CloudWatch's are told, the 99th
 * percentile, &alpha; = 1 %. The threshold is of ten ticks of 200 requests before those.
 */
class BeforeLatencyTest {
  private static final int RUNS = 1_000;
  private static final int TICKS = 60;
  private static final int REQUESTS = 2_000;
  private static final int PINNED = 10;
  private static final int PINNED_REQUESTS = 200;
  private static final double MEDIAN = 40;
  private static final double SPREAD = 0.5;
  private static final double QUANTILE = 0.99;

  /** A twentieth of a decade each. */
  private static final List<Double> BOUNDS =
      IntStream.range(0, 100)
          .mapToObj(i -> new BigDecimal(Math.pow(10, i / 20.0)).round(new MathContext(3)))
          .map(BigDecimal::doubleValue)
          .toList();

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** An imprecise threshold costs no calibration, as long as it hangs on nothing it is to judge. */
  @ParameterizedTest
  @CsvSource({"0", "0.32", "0.71"})
  void rollsIdenticalVersionsBackMoreSeldomThanAlphaWhereTimeChangesNothing(double burst) {
    assertThat(new Rollouts(1, 1, burst, tick -> 1).run().share()).isLessThanOrEqualTo(0.006);
  }

  /** Tolerating nothing but a quarter more for what time changes. */
  @ParameterizedTest
  @CsvSource({"0", "0.32", "0.71"})
  void bearsAnswersThatTakeAQuarterLongerWhenTheCandidateTakesOver(double burst) {
    assertThat(new Rollouts(1, 1.25, burst, tick -> 1.25).run().share()).isLessThanOrEqualTo(0.006);
  }

  /** What the tolerance does not bear is taken for the candidate's fault. */
  @Test
  void takesAnswersThatTakeTwiceAsLongForTheCandidatesFault() {
    assertThat(new Rollouts(1.3, 1.25, 0, tick -> 2).run().share()).isGreaterThan(0.9);
  }

  @Test
  void findsThreeTimesTheTime() {
    Detected slower = new Rollouts(1.3, 1.25, 0.32, tick -> 3).run();

    assertThat(slower.share()).isGreaterThan(0.99);
    assertThat(slower.medianTick()).isBetween(9, 25);
  }

  private record Detected(double share, int medianTick) {}

  /**
   * @param ratio tolerated
   * @param drift tolerated on top, as the policy has it
   * @param slower how many times as long the candidate's answers take, by tick
   */
  private record Rollouts(double ratio, double drift, double burst, IntToDoubleFunction slower) {
    Detected run() {
      UniformRandomProvider random = new SplitMix64(42);
      int[] fired = new int[RUNS];
      for (int run = 0; run < RUNS; run++) {
        fired[run] = firedAt(run, random);
      }
      Arrays.sort(fired);
      long count = Arrays.stream(fired).filter(tick -> tick <= TICKS).count();
      return new Detected((double) count / RUNS, fired[RUNS / 2]);
    }

    private int firedAt(long run, UniformRandomProvider random) {
      Rule.Comparison rule =
          (Rule.Comparison)
              Rules.quantileNoWorse(
                  "latency p99", QUANTILE, ratio * drift, true, Optional.of(pinned(random)));
      ThinnedBetting betting =
          new ThinnedBetting(rule.ratio() * drift, tick -> new SplitMix64(run * 1_000_003 + tick));
      for (int tick = 0; tick < TICKS; tick++) {
        double mine = level(random) * slower.applyAsDouble(tick);
        betting.add(
            tick,
            above(edge(rule.candidate().threshold()), mine, random),
            above(rule.live().threshold(), level(random), random));
        if (betting.logEvidence() >= Math.log(100)) {
          return tick + 1;
        }
      }
      return Integer.MAX_VALUE;
    }

    private Distribution pinned(UniformRandomProvider random) {
      Double[] counts = new Double[BOUNDS.size() + 1];
      Arrays.fill(counts, 0.0);
      ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
      for (int tick = 0; tick < PINNED; tick++) {
        double level = level(random);
        for (int i = 0; i < PINNED_REQUESTS; i++) {
          double took = MEDIAN * level * Math.exp(SPREAD * normal.sample());
          int found = java.util.Collections.binarySearch(BOUNDS, took);
          counts[found < 0 ? -found - 1 : found]++;
        }
      }
      return new Distribution.Buckets(BOUNDS, List.of(counts));
    }

    private double level(UniformRandomProvider random) {
      return burst == 0
          ? 1
          : AhrensDieterMarsagliaTsangGammaSampler.of(random, 1 / (burst * burst), burst * burst)
              .sample();
    }
  }

  /** A bucket that the candidate's threshold cuts is not counted. */
  private static double edge(double threshold) {
    return BOUNDS.stream()
        .filter(bound -> bound >= threshold)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static Counts above(double threshold, double level, UniformRandomProvider random) {
    double share = NORMAL.survivalProbability(Math.log(threshold / (MEDIAN * level)) / SPREAD);
    return new Counts(REQUESTS, Thinning.keep(REQUESTS, share, random));
  }
}
