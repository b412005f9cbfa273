package dev.ingot.verifier.judge;

import static dev.ingot.verifier.judge.Steps.START;
import static dev.ingot.verifier.judge.Steps.counted;
import static dev.ingot.verifier.judge.Steps.tick;
import static dev.ingot.verifier.judge.Steps.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Vigil.Stretch;
import dev.ingot.verifier.judge.Watched.Against;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.junit.jupiter.api.Test;

class VigilTest {
  private static final double TIMES = 49;
  private static final Policy POLICY = Steps.policy(Steps.errors());

  private static Optional<Judgement.RollBack> judge(int n, IntFunction<Tick> of) {
    return judge(POLICY, TIMES, n, of);
  }

  private static Optional<Judgement.RollBack> judge(
      Policy policy, double times, int n, IntFunction<Tick> of) {
    return Vigil.judge(
        policy,
        times,
        List.of(new Stretch(Duration.ofSeconds(1), new Series("errors", ticks(n, of)))),
        Instant.MIN);
  }

  /** Ticks until it is seen that the candidate has gone bad after so many good ones. */
  private static int seenAfter(int good, Sample bad) {
    int most = good + 1_000;
    for (int n = good + 1; n < most; n++) {
      if (judge(n, i -> tick(i, i < good ? counted(200, 2) : bad, counted(1_800, 18)))
          .isPresent()) {
        return n - good;
      }
    }
    return most;
  }

  @Test
  void aFailureIsSeenAtOnceHoweverLongItStood() {
    assertThat(seenAfter(0, counted(200, 60))).isEqualTo(1);
    assertThat(seenAfter(503, counted(200, 60))).isLessThanOrEqualTo(2);
    assertThat(seenAfter(1_003, counted(200, 60))).isLessThanOrEqualTo(2);
  }

  @Test
  void whatOnlyTheComparisonSeesTakesAWatch() {
    assertThat(seenAfter(0, counted(200, 9))).isLessThan(60);
    assertThat(seenAfter(630, counted(200, 9))).isLessThan(120);
  }

  /** Why it is not simply the step's own test that goes on. */
  @Test
  void aTestThatHasSeenAThousandGoodTicksSeesNothing() {
    StepJudge judge =
        new StepJudge(Steps.policy(Steps.watched("errors", Against.LIVE, true, Steps.LIMIT)));
    for (int i = 0; i < 1_100; i++) {
      judge.add("errors", tick(i, counted(200, i < 1_000 ? 2 : 40), counted(1_800, 18)));
    }

    assertThat(judge.rollsBack()).isFalse();
  }

  /**
   * Alike fleets with bursts, which stand for 400 ticks: of 200 at most as many are taken back as
   * the &alpha; of both gates together lets, here 20 %.
   */
  @Test
  void alphaHoldsHoweverLongItStands() {
    Policy lax =
        new Policy(
            "shop-production-1",
            List.of(Steps.errors()),
            1,
            10,
            START,
            START.plusSeconds(12),
            START.plusSeconds(38),
            false);
    UniformRandomProvider random = new SplitMix64(11);
    long back = 0;
    for (int run = 0; run < 200; run++) {
      Tick[] taken = new Tick[400];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = tick(i, bursts(200, random), bursts(1_800, random));
      }
      back += judge(lax, 1, taken.length, i -> taken[i]).isPresent() ? 1 : 0;
    }

    assertThat(back).isLessThanOrEqualTo(40);
  }

  private static Sample bursts(int requests, UniformRandomProvider random) {
    double factor = AhrensDieterMarsagliaTsangGammaSampler.of(random, 2, 0.5).sample();
    double bad = PoissonSampler.of(random, Math.max(1e-9, requests * 0.01 * factor)).sample();
    return counted(requests, Math.min(bad, requests));
  }

  @Test
  void bothInTroubleIsNobodysFault() {
    assertThat(
            judge(
                600,
                i -> tick(i, counted(200, i < 300 ? 2 : 80), counted(1_800, i < 300 ? 18 : 720))))
        .isEmpty();
  }

  @Test
  void eachStretchHasWatchesOfItsOwnAndTheirNumbersGoOn() {
    Sample bad = counted(200, 9);
    List<Stretch> both =
        List.of(
            new Stretch(
                Duration.ofSeconds(5),
                new Series(
                    "errors", ticks(130, i -> tick(i, counted(200, 2), counted(1_800, 18))))),
            new Stretch(
                Duration.ofSeconds(30),
                new Series("errors", ticks(60, i -> tick(1_000 + i, bad, counted(1_800, 18))))));

    Judgement.RollBack back = Vigil.judge(POLICY, TIMES, both, Instant.MIN).orElseThrow();

    // The fourth long one: 100 of the step, 49 times, a half of that, and 4 x 5.
    assertThat(back.findings())
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.needed()).isEqualTo(100 * 49 * 2 * 20.0));
  }

  @Test
  void looksAtNoWatchThatHadEndedBefore() {
    List<Stretch> stood =
        List.of(
            new Stretch(
                Duration.ofSeconds(1),
                new Series(
                    "errors",
                    ticks(400, i -> tick(i, counted(200, i < 8 ? 60 : 2), counted(1_800, 18))))));

    assertThat(Vigil.judge(POLICY, TIMES, stood, START.plusSeconds(7))).isPresent();
    assertThat(Vigil.judge(POLICY, TIMES, stood, START.plusSeconds(300))).isEmpty();
  }
}
