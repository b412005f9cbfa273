package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ingot.pipeline.MinimumBake;
import dev.ingot.verifier.judge.Tick.Counts;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThinnedBettingTest {

  /** The six settings of statistics.md and both ratios: measured there 0.0 to 0.4 %. */
  @ParameterizedTest
  @CsvSource({
    "200, 200, 0, 1.0", "200, 1800, 0, 1.2", "2000, 2000, 0, 1.0",
    "200, 200, 0.32, 1.2", "200, 1800, 0.71, 1.0", "2000, 2000, 0.71, 1.2"
  })
  void rollsIdenticalVersionsBackMoreSeldomThanAlpha(
      long candidate, long live, double burst, double ratio) {
    Simulation same = new Simulation(candidate, live, 0.01, 1, burst);
    assertThat(same.comparison(ratio, 42).share()).isLessThanOrEqualTo(0.006);
  }

  /**
   * So many of the candidate's instances beside so many live ones, each of which bursts for itself.
   * Of 4,000 rollouts at most 25 may be rolled back for 99 % confidence that it is less than α.
   */
  @ParameterizedTest
  @CsvSource({
    "8, 2, 200",
    "8, 1, 200",
    "4, 1, 200",
    "2, 1, 200",
    "10, 2, 200",
    "1, 1, 200",
    "2, 8, 200",
    "8, 1, 60",
    "8, 1, 2000"
  })
  void rollsNoMoreBackWhereAFewInstancesVaryMoreThanMany(int candidates, int lives, long requests) {
    Simulation same =
        new Simulation(
            candidates, lives, candidates * requests, lives * requests * 2, 0.01, 1, 0.71);
    assertThat(same.comparison(1, 42).share()).isLessThanOrEqualTo(0.00625);
  }

  /**
   * Fifty minutes of ticks of 5 s: what leans towards ½ and more adds up with the ticks. Of 4,000
   * rollouts at most 25 may be rolled back for 99 % confidence that it is less than α; bursts of
   * 1.0 are larger than what is promised, and come near to it.
   */
  @ParameterizedTest
  @CsvSource({"8, 0.71, 0.00625", "2, 0.71, 0.00625", "8, 1.0, 0.015"})
  void rollsNoMoreBackInALongStep(int candidates, double burst, double most) {
    Simulation same = new Simulation(candidates, 1, candidates * 200L, 100, 0.01, 1, burst);
    assertThat(same.rolledBack(1, 600, 4_000, 42)).isLessThanOrEqualTo(most);
  }

  /** As many ticks as statistics.md measured with another divisor: 19. */
  @Test
  void findsThreeTimesTheErrorsInAboutEighteenTicks() {
    Simulation worse = new Simulation(200, 1_800, 0.01, 3, 0);
    assertThat(worse.comparison(1.2, 7).medianTick()).isBetween(16, 19);
  }

  /** There 30, and 89 %. */
  @Test
  void findsThreeTimesTheErrorsUnderBurstsInAboutTwentySevenTicks() {
    Simulation worse = new Simulation(200, 1_800, 0.01, 3, 0.71);
    Simulation.Detected detected = worse.comparison(1.2, 7);
    assertThat(detected.medianTick()).isBetween(24, 30);
    assertThat(detected.share()).isGreaterThan(0.95);
  }

  /** There 11. */
  @Test
  void findsTenTimesTheErrorsInAboutNineTicks() {
    Simulation worse = new Simulation(200, 1_800, 0.01, 10, 0);
    assertThat(worse.comparison(1.2, 7).medianTick()).isBetween(9, 11);
  }

  @Test
  void needsNineTicksAtTheLeastForAHundred() {
    ThinnedBetting betting = new ThinnedBetting(1, SplitMix64::new);
    int ticks = 0;
    while (betting.logEvidence() < Math.log(100)) {
      betting.add(++ticks, new Counts(1_000, 1_000), new Counts(1_000, 0));
    }
    assertThat(ticks).isEqualTo(9);
  }

  @Test
  void betsWhatTheFilesCheckReckonsWith() {
    assertThat(ThinnedBetting.BETS.stream().mapToDouble(Double::doubleValue).toArray())
        .isEqualTo(MinimumBake.bets());
  }

  /** What the file's check asks of a bake is what the judge can do with it. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 100, 204, 714, 800, 1e6, 1e12})
  void firesAfterAsManyTicksAsABakeMustHave(double needed) {
    assertThat(ThinnedBetting.fewestTicks(needed)).isEqualTo(MinimumBake.ticks(needed));
  }

  @Test
  void learnsNothingFromATickWithoutTroubleOrWithoutOneArm() {
    ThinnedBetting betting = new ThinnedBetting(1.2, SplitMix64::new);
    betting.add(1, new Counts(100, 0), new Counts(100, 0));
    betting.add(2, new Counts(0, 0), new Counts(100, 50));
    betting.add(3, new Counts(100, 50), new Counts(0, 0));
    assertThat(betting.logEvidence()).isCloseTo(0, within(1e-12));
  }

  @Test
  void staysFiniteWithHugeCountsForVeryLong() {
    ThinnedBetting betting = new ThinnedBetting(1.2, SplitMix64::new);
    for (int tick = 0; tick < 2_000; tick++) {
      betting.add(tick, new Counts(1_000_000, 900_000), new Counts(9_000_000, 0));
    }
    assertThat(betting.logEvidence()).isFinite().isGreaterThan(1_000);
  }

  /** The other kind of error: what is exactly as bad as would matter is seldom proven harmless. */
  @ParameterizedTest
  @CsvSource({"200, 1800, 0", "2000, 2000, 0.71"})
  void seldomProvesHarmlessWhatIsNot(long candidate, long live, double burst) {
    Simulation twice = new Simulation(candidate, live, 0.01, 2, burst);
    assertThat(twice.mirrored(2, 5).share()).isLessThanOrEqualTo(0.01);
  }

  @Test
  void provesIdenticalVersionsToBeLessThanTwiceAsBad() {
    Simulation same = new Simulation(2_000, 2_000, 0.01, 1, 0);
    Simulation.Detected proven = same.mirrored(2, 5);
    assertThat(proven.share()).isGreaterThan(0.9);
    assertThat(proven.medianTick()).isBetween(15, 30);
  }

  @Test
  void drawsTheSameAtEveryReplay() {
    assertThat(replay()).isEqualTo(replay());
  }

  private static double replay() {
    ThinnedBetting betting =
        new ThinnedBetting(1.2, t -> new SplitMix64(Seeds.of("d", "errors", t)));
    for (int tick = 0; tick < 50; tick++) {
      betting.add(tick, new Counts(200, 7), new Counts(1_800, 40));
    }
    return betting.logEvidence();
  }

  @Test
  void refusesARatioBelowOne() {
    assertThatThrownBy(() -> new ThinnedBetting(Double.NaN, SplitMix64::new))
        .hasMessageContaining("at least 1");
  }
}
