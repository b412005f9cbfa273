package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A candidate beside the live fleet as it was in the sixty ticks before: 4,000 simulated rollouts
 * of sixty ticks, 2,000 requests a tick of which 1 % fail, a gamma factor per tick, &alpha; = 1 %.
 */
class BeforeTest {
  private static final int RUNS = 4_000;
  private static final int TICKS = 60;
  private static final long REQUESTS = 2_000;
  private static final double ERRORS = 0.01;

  /** Where time changes nothing, each tick used once is all that the method needs. */
  @ParameterizedTest
  @CsvSource({"0", "0.32", "0.71"})
  void rollsIdenticalVersionsBackMoreSeldomThanAlphaWhereTimeChangesNothing(double burst) {
    assertThat(rolledBack(1, 1, burst, tick -> 1).share()).isLessThanOrEqualTo(0.006);
  }

  /** Tolerating 1.2 times the errors, and a quarter more for what time changes. */
  @ParameterizedTest
  @CsvSource({"1.25, 0", "1.5, 0", "1.5, 0.32", "1.5, 0.71"})
  void bearsErrorsThatRiseByHalfWhenTheCandidateTakesOver(double rise, double burst) {
    assertThat(rolledBack(1.5, 1, burst, tick -> tick < 0 ? 1 : rise).share())
        .isLessThanOrEqualTo(0.006);
  }

  @ParameterizedTest
  @CsvSource({"0", "0.71"})
  void bearsAnHourOfADayThatRisesAndFallsByHalf(double burst) {
    // Two windows of a minute each are 1/720 of a day; here they are an hour and the next.
    double day = 24 * TICKS;
    assertThat(
            rolledBack(1.5, 1, burst, tick -> 1 + 0.5 * Math.sin(2 * Math.PI * tick / day)).share())
        .isLessThanOrEqualTo(0.006);
  }

  /** What the tolerance does not bear is taken for the candidate's fault. */
  @Test
  void takesErrorsThatTrebleForTheCandidatesFault() {
    assertThat(rolledBack(1.5, 1, 0, tick -> tick < 0 ? 1 : 3).share()).isGreaterThan(0.9);
  }

  @Test
  void findsThreeTimesTheErrors() {
    Detected worse = rolledBack(1.5, 3, 0, tick -> 1);

    assertThat(worse.share()).isGreaterThan(0.99);
    assertThat(worse.medianTick()).isBetween(15, 25);
  }

  @Test
  void usesEachTickOnce() {
    // Before the shift the live fleet had one lucky tick; seen again and again it would convict.
    List<Tick> pairs =
        Before.beside(
            Steps.ticks(TICKS, second -> candidate(second, 20)), List.of(Steps.known(REQUESTS, 0)));

    assertThat(pairs.stream().filter(pair -> pair.live().isPresent())).hasSize(1);
  }

  private record Detected(double share, int medianTick) {}

  /**
   * @param times how many times the errors of a live fleet at that time the candidate has
   * @param hour the errors at a tick, 0 for the first of the step, as a factor
   */
  private static Detected rolledBack(
      double ratio, double times, double burst, DoubleUnaryOperator hour) {
    UniformRandomProvider random = new SplitMix64(42);
    int[] fired = new int[RUNS];
    for (int run = 0; run < RUNS; run++) {
      List<Tick.Arm> before = new ArrayList<>();
      for (int tick = -TICKS; tick < 0; tick++) {
        before.add(
            Steps.known(
                REQUESTS, (double) errors(ERRORS * hour.applyAsDouble(tick), burst, random)));
      }
      List<Tick> after =
          Steps.ticks(
              TICKS,
              second ->
                  candidate(
                      second, errors(ERRORS * times * hour.applyAsDouble(second), burst, random)));
      long seed = run;
      fired[run] =
          firedAt(
              Before.beside(after, before),
              new ThinnedBetting(ratio, tick -> new SplitMix64(seed * 1_000_003 + tick)));
    }
    Arrays.sort(fired);
    long count = Arrays.stream(fired).filter(tick -> tick <= TICKS).count();
    return new Detected((double) count / RUNS, fired[RUNS / 2]);
  }

  private static int firedAt(List<Tick> pairs, ThinnedBetting betting) {
    for (int i = 0; i < pairs.size(); i++) {
      betting.add(i, counts(pairs.get(i).candidate()), counts(pairs.get(i).live()));
      if (betting.logEvidence() >= Math.log(100)) {
        return i + 1;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static Counts counts(Optional<Tick.Arm> arm) {
    return new Counting.Counted().of(arm.orElseThrow().sample()).orElseThrow();
  }

  private static Tick candidate(int second, long errors) {
    return Tick.of(
        Steps.START.plusSeconds(second),
        Optional.of(new Sample.Counted(REQUESTS, errors)),
        Optional.empty());
  }

  private static long errors(double rate, double burst, UniformRandomProvider random) {
    double factor =
        burst == 0
            ? 1
            : AhrensDieterMarsagliaTsangGammaSampler.of(random, 1 / (burst * burst), burst * burst)
                .sample();
    return Math.min(REQUESTS, PoissonSampler.of(random, REQUESTS * rate * factor).sample());
  }
}
