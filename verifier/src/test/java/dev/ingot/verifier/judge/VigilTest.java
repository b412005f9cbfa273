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
   * Candidates that are just as bad as their limit lets them be, and stand for 400 ticks: of 200 at
   * most as many are taken back as &alpha; lets, here a tenth. If each watch had all of it, a fifth
   * would be.
   */
  @Test
  void alphaHoldsHoweverLongItStands() {
    Policy lax = lax(10);
    UniformRandomProvider random = new SplitMix64(11);
    long back = 0;
    for (int run = 0; run < 200; run++) {
      Tick[] taken = new Tick[400];
      for (int i = 0; i < taken.length; i++) {
        taken[i] =
            tick(
                i,
                counted(200, Math.toIntExact(Thinning.keep(200, 0.05, random))),
                counted(1_800, 0));
      }
      back += judge(lax, 1, taken.length, i -> taken[i]).isPresent() ? 1 : 0;
    }

    assertThat(back).isLessThanOrEqualTo(20);
  }

  /** What is spent comes near to all that is kept for the time, and is never more. */
  @Test
  void theSharesOfAllWatchesComeToAlphaHoweverLongItStands() {
    // Each tick breaks the limit: seen by the older of two short watches, the k-th of which is
    // begun with tick 4(k - 1) and ends with tick 4(k + 1).
    List<Tick> bad = ticks(4_000, i -> tick(i, counted(200, 200), counted(1_800, 0)));
    double shares = 0;
    for (int k = 1; 4 * k < bad.size(); k++) {
      shares += shareOfTheWatchAt(lax(10), bad.subList(0, 4 * k + 1));
    }
    assertThat(shares).as("short watches").isBetween(0.499, 0.5);

    // A failure a tick is too little for a short one to see. A long one begins with tick 60(k - 1).
    List<Tick> few = ticks(6_000, i -> tick(i, counted(1, 1), counted(1_800, 0)));
    for (int k = 1; 60 * k < few.size(); k++) {
      shares += shareOfTheWatchAt(lax(1e9), few.subList(0, 60 * k + 1));
    }
    assertThat(shares).as("and long ones").isBetween(0.99, 1.0);
  }

  /** Which part of the &alpha; that is kept the watch has that sees the last of the ticks. */
  private static double shareOfTheWatchAt(Policy policy, List<Tick> ticks) {
    Judgement.RollBack back =
        Vigil.judge(
                policy,
                1,
                List.of(new Stretch(Duration.ofSeconds(1), new Series("errors", ticks))),
                ticks.getLast().start())
            .orElseThrow();
    return policy.needed() / back.findings().getFirst().needed();
  }

  /** A limit alone. */
  private static Policy lax(double needed) {
    return new Policy(
        "shop-production-1",
        List.of(Steps.watched("errors", Against.LIVE, true, Steps.LIMIT)),
        1,
        needed,
        START,
        START.plusSeconds(12),
        START.plusSeconds(38),
        false);
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
