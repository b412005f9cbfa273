package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Tick.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepJudgeTest {
  private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
  private static final Instant BAKE_END = START.plusSeconds(12);
  private static final FleetHealth FINE = new FleetHealth(2, 2, 0, "");

  @Test
  void advancesWhenTheBakeIsOverAndNothingIsMissing() {
    Judgement said = judge(ticks(12, new Counts(5, 0), new Counts(95, 1)), FINE, 13);
    assertThat(said).isInstanceOf(Judgement.Advance.class);
    assertThat(((Judgement.Advance) said).reason()).contains("errors: 0.0 % against 1.1 %");
  }

  @Test
  void waitsForTheLastTickOfTheBake() {
    assertThat(judge(ticks(11, new Counts(5, 0), new Counts(95, 1)), FINE, 13))
        .isInstanceOf(Judgement.Undecided.class);
  }

  @Test
  void rollsBackAsSoonAsTheLimitIsBroken() {
    Judgement said = judge(ticks(6, new Counts(5, 2), new Counts(95, 0)), FINE, 6);
    assertThat(said).isInstanceOf(Judgement.RollBack.class);
    assertThat(((Judgement.RollBack) said).reason()).startsWith("errors: 40.0 % with a limit of");
  }

  @Test
  void rollsBackOnAComparisonBelowTheLimit() {
    Judgement said = judge(ticks(12, new Counts(1_000, 40), new Counts(1_000, 0)), FINE, 12);
    assertThat(said).isInstanceOf(Judgement.RollBack.class);
    assertThat(((Judgement.RollBack) said).reason()).contains("4.0 % against 0.0 %");
  }

  @Test
  void doesNotBlameTheCandidateForTroubleThatBothHave() {
    assertThat(judge(ticks(6, new Counts(50, 20), new Counts(95, 40)), FINE, 6))
        .isInstanceOf(Judgement.Inconclusive.class);
  }

  @Test
  void neverTakesSilenceForSuccess() {
    Judgement said = judge(ticks(12, new Counts(0, 0), new Counts(100, 0)), FINE, 13);
    assertThat(said).isInstanceOf(Judgement.Inconclusive.class);
  }

  @Test
  void neverTakesMissingMeasurementsForSuccess() {
    List<Tick> unknown =
        IntStream.range(0, 12)
            .mapToObj(i -> new Tick(START.plusSeconds(i), Optional.empty(), Optional.empty()))
            .toList();
    assertThat(judge(unknown, FINE, 13)).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(judge(List.of(), FINE, 40)).isInstanceOf(Judgement.Inconclusive.class);
  }

  @Test
  void rollsBackWhenNoInstanceIsHealthyOrOneWasReplaced() {
    List<Tick> good = ticks(3, new Counts(5, 0), new Counts(95, 0));
    assertThat(judge(good, new FleetHealth(2, 0, 0, "i-1 is unhealthy"), 3))
        .isInstanceOf(Judgement.RollBack.class);
    assertThat(judge(good, new FleetHealth(2, 2, 1, ""), 3)).isInstanceOf(Judgement.RollBack.class);
  }

  @Test
  void doesNotAdvanceWhileAnInstanceIsUnhealthy() {
    List<Tick> good = ticks(12, new Counts(5, 0), new Counts(95, 0));
    FleetHealth oneDown = new FleetHealth(2, 1, 0, "i-1 is unhealthy");
    assertThat(judge(good, oneDown, 13)).isInstanceOf(Judgement.Undecided.class);
    assertThat(judge(good, oneDown, 40)).isInstanceOf(Judgement.Inconclusive.class);
  }

  @Test
  void judgesAFirstDeploymentByLimitsAndHealthAlone() {
    List<Tick> alone =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    new Tick(
                        START.plusSeconds(i), Optional.of(new Counts(100, 1)), Optional.empty()))
            .toList();
    Judgement said = judge(alone, FINE, 13);
    assertThat(said).isInstanceOf(Judgement.Advance.class);
    assertThat(said.findings()).extracting(Finding::method).containsExactly("limit");
  }

  private static List<Tick> ticks(int n, Counts candidate, Counts live) {
    return IntStream.range(0, n)
        .mapToObj(i -> new Tick(START.plusSeconds(i), Optional.of(candidate), Optional.of(live)))
        .toList();
  }

  private static Judgement judge(List<Tick> ticks, FleetHealth health, long second) {
    Policy policy =
        new Policy(
            "shop-production-1",
            0.05,
            1.2,
            1,
            700,
            BAKE_END,
            START.plusSeconds(38),
            Duration.ofSeconds(1));
    return StepJudge.judge(policy, ticks, health, START.plusSeconds(second));
  }
}
