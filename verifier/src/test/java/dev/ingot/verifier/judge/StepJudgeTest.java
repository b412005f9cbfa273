package dev.ingot.verifier.judge;

import static dev.ingot.verifier.judge.Steps.FINE;
import static dev.ingot.verifier.judge.Steps.START;
import static dev.ingot.verifier.judge.Steps.counted;
import static dev.ingot.verifier.judge.Steps.reason;
import static dev.ingot.verifier.judge.Steps.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Watched.Against;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepJudgeTest {
  private static final Sample GOOD = counted(5, 0);
  private static final Sample LIVE = counted(95, 1);

  @Test
  void advancesWhenTheBakeIsOverAndNothingIsMissing() {
    Judgement said = judge(ticks(12, GOOD, LIVE), FINE, 13);
    assertThat(said).isInstanceOf(Judgement.Advance.class);
    assertThat(reason(said)).contains("errors: 0.0 % against 1.1 %");
  }

  @Test
  void waitsForTheLastTickOfTheBake() {
    assertThat(judge(ticks(11, GOOD, LIVE), FINE, 13)).isInstanceOf(Judgement.Undecided.class);
  }

  @Test
  void waitsForTheLastTickOfEverySeries() {
    Policy two =
        Steps.policy(
            Steps.errors(),
            Steps.watched(
                "checkout", Against.LIVE, false, Rules.shareNoWorse("checkout", 2, true)));
    List<Series> oneShort =
        List.of(
            new Series("errors", ticks(12, GOOD, LIVE)),
            new Series("checkout", ticks(8, GOOD, LIVE)));
    assertThat(Steps.judge(two, oneShort, 13)).isInstanceOf(Judgement.Undecided.class);
    Judgement late = Steps.judge(two, oneShort, 40);
    assertThat(late).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(reason(late)).startsWith("checkout: measurements are missing since");
  }

  @Test
  void rollsBackAsSoonAsTheLimitIsBroken() {
    Judgement said = judge(ticks(6, counted(5, 2), counted(95, 0)), FINE, 6);
    assertThat(said).isInstanceOf(Judgement.RollBack.class);
    assertThat(reason(said)).startsWith("errors: 40.0 % with a limit of 5.0 % over 6 s (E = ");
  }

  @Test
  void rollsBackOnAComparisonBelowTheLimit() {
    Judgement said = judge(ticks(12, counted(1_000, 40), counted(1_000, 0)), FINE, 12);
    assertThat(said).isInstanceOf(Judgement.RollBack.class);
    assertThat(reason(said)).contains("4.0 % against 0.0 % over 12 s").endsWith("needed 100)");
  }

  @Test
  void doesNotBlameTheCandidateForTroubleThatBothHave() {
    Judgement said = judge(ticks(6, counted(50, 20), counted(95, 40)), FINE, 6);
    assertThat(said).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(reason(said)).startsWith("both fleets break the limit");
  }

  @Test
  void blamesTheCandidateForWhatIsItsOwnThoughBothAreInTrouble() {
    Judgement said = judge(ticks(12, counted(1_000, 900), counted(1_000, 100)), FINE, 12);
    assertThat(said).isInstanceOf(Judgement.RollBack.class);
    assertThat(reason(said)).contains("90.0 % against 10.0 %");
  }

  @Test
  void neverTakesSilenceForSuccess() {
    Judgement said = judge(ticks(12, counted(0, 0), counted(100, 0)), FINE, 13);
    assertThat(said).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(reason(said)).contains("had 0 requests", "needed 1");
  }

  @Test
  void neverTakesMissingMeasurementsForSuccess() {
    List<Tick> unknown =
        ticks(12, i -> new Tick(START.plusSeconds(i), Optional.empty(), Optional.empty()));
    assertThat(judge(unknown, FINE, 13)).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(judge(List.of(), FINE, 40)).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(Steps.judge(Steps.policy(), List.of(), 40))
        .isInstanceOf(Judgement.Inconclusive.class);
  }

  @Test
  void asksForNoRequestsWhereNobodyMayCome() {
    Policy staging = Steps.with(Steps.policy(Steps.errors()), 0, START, false);
    List<Tick> quiet = ticks(12, counted(0, 0), counted(0, 0));
    assertThat(Steps.judge(staging, quiet, FINE, 13)).isInstanceOf(Judgement.Advance.class);
  }

  @Test
  void rollsBackWhenNoInstanceIsHealthyOrOneWasReplaced() {
    List<Tick> good = ticks(3, GOOD, counted(95, 0));
    assertThat(judge(good, new FleetHealth(2, 0, 0, "i-1 is unhealthy"), 3))
        .isInstanceOf(Judgement.RollBack.class);
    assertThat(judge(good, new FleetHealth(2, 2, 1, ""), 3)).isInstanceOf(Judgement.RollBack.class);
  }

  @Test
  void doesNotAdvanceWhileAnInstanceIsUnhealthy() {
    List<Tick> good = ticks(12, GOOD, counted(95, 0));
    FleetHealth oneDown = new FleetHealth(2, 1, 0, "i-1 is unhealthy");
    assertThat(judge(good, oneDown, 13)).isInstanceOf(Judgement.Undecided.class);
    assertThat(judge(good, oneDown, 40)).isInstanceOf(Judgement.Inconclusive.class);
  }

  @Test
  void judgesAFirstDeploymentByLimitsAndHealthAlone() {
    Policy first = Steps.policy(Steps.watched("errors", Against.NOBODY, true, Steps.LIMIT));
    List<Tick> alone =
        ticks(
            12, i -> Tick.of(START.plusSeconds(i), Optional.of(counted(100, 1)), Optional.empty()));
    Judgement said = Steps.judge(first, alone, FINE, 13);
    assertThat(said).isInstanceOf(Judgement.Advance.class);
    assertThat(said.findings()).extracting(Finding::method).containsExactly("limit");
  }

  @Test
  void leavesTheWarmUpOut() {
    List<Tick> coldAtFirst =
        ticks(12, i -> Steps.tick(i, counted(100, i < 6 ? 60 : 0), counted(100, 0)));
    assertThat(judge(coldAtFirst, FINE, 12)).isInstanceOf(Judgement.RollBack.class);
    Policy patient = Steps.with(Steps.policy(Steps.errors()), 1, START.plusSeconds(6), false);
    assertThat(Steps.judge(patient, coldAtFirst, FINE, 13)).isInstanceOf(Judgement.Advance.class);
  }

  @Test
  void comparesABlueGreenCandidateWithTheFleetAsItWasBefore() {
    Policy blueGreen =
        Steps.policy(Steps.watched("errors", Against.BEFORE, true, Steps.LIMIT, Steps.COMPARISON));
    List<Tick> alone =
        ticks(
            12,
            i -> Tick.of(START.plusSeconds(i), Optional.of(counted(1_000, 40)), Optional.empty()));
    List<Tick.Arm> before = Collections.nCopies(12, Steps.known(1_000, 2));
    Judgement said = Steps.judge(blueGreen, Before.beside(alone, before), FINE, 12);
    assertThat(said).isInstanceOf(Judgement.RollBack.class);
    assertThat(reason(said)).contains("4.0 % against 0.2 % before the shift");
    assertThat(Steps.judge(blueGreen, Before.beside(alone, List.of()), FINE, 13))
        .as("without a baseline")
        .isInstanceOf(Judgement.Inconclusive.class);
  }

  /** By the rollout's own steps, which were compared themselves: a canary must be able to end. */
  @Test
  void whatTheStepsBeforeHaveLeftTheLiveFleetIsNoReasonToStay() {
    List<Tick> alone =
        ticks(
            12,
            i -> Tick.of(START.plusSeconds(i), Optional.of(counted(1_000, 2)), Optional.empty()));
    List<Tick> beside = Before.beside(alone, Collections.nCopies(12, Steps.known(50, 0)));

    assertThat(reason(Steps.judge(atAHundredPercent(Against.BEFORE), beside, FINE, 13)))
        .isEqualTo(
            "errors: the live fleet before the shift had 600 requests in 12 measured ticks, needed"
                + " 1000");
    for (Against part : List.of(Against.SHARED_BEFORE, Against.BASELINE_BEFORE)) {
      Judgement said = Steps.judge(atAHundredPercent(part), beside, FINE, 13);
      assertThat(said).isInstanceOf(Judgement.Advance.class);
      assertThat(reason(said))
          .contains("had 600 requests in 12 measured ticks, of the candidate 1000 were needed");
    }
    assertThat(
            Steps.judge(
                atAHundredPercent(Against.SHARED_BEFORE),
                Before.beside(alone, Collections.nCopies(12, Steps.known(0, 0))),
                FINE,
                13))
        .as("nobody came")
        .isInstanceOf(Judgement.Inconclusive.class);
  }

  private static Policy atAHundredPercent(Against against) {
    return Steps.with(
        Steps.policy(Steps.watched("errors", against, true, Steps.LIMIT, Steps.COMPARISON)),
        1_000,
        START,
        false);
  }

  @Test
  void usesEachTickOfTheBaselineOnce() {
    List<Tick> both =
        Before.beside(
            ticks(5, GOOD, LIVE), List.of(Steps.known(1, 0), Steps.known(2, 0), Steps.known(3, 0)));
    assertThat(both)
        .extracting(tick -> tick.live().isPresent())
        .containsExactly(true, true, true, false, false);
  }

  @Test
  void advancesEarlyOnProofAlone() {
    Policy early = Steps.with(Steps.policy(Steps.errors()), 1, START, true);
    List<Tick> clearlyBetter = ticks(11, counted(100_000, 100), counted(100_000, 4_000));
    Judgement said = Steps.judge(early, clearlyBetter, FINE, 11);
    assertThat(said).isInstanceOf(Judgement.Advance.class);
    assertThat(reason(said)).startsWith("proven early: errors: 0.1 % against 4.0 % over 11 s");

    assertThat(judge(clearlyBetter, FINE, 11))
        .as("unless asked")
        .isInstanceOf(Judgement.Undecided.class);
    assertThat(Steps.judge(early, ticks(11, counted(100, 0), counted(100, 0)), FINE, 11))
        .as("without trouble there is no proof")
        .isInstanceOf(Judgement.Undecided.class);
    assertThat(Steps.judge(early, clearlyBetter, new FleetHealth(2, 1, 0, ""), 11))
        .as("with an instance down")
        .isInstanceOf(Judgement.Undecided.class);
  }

  @Test
  void givesTheSameVerdictAtEveryReplay() {
    List<Tick> close = ticks(12, counted(1_000_000_000_000L, 12_000_000_000L), counted(9e12, 9e10));
    assertThat(judge(close, FINE, 13)).isEqualTo(judge(close, FINE, 13));
  }

  @Test
  void judgesCountsOfATrillion() {
    Judgement same = judge(ticks(12, counted(1e12, 1e10), counted(9e12, 9e10)), FINE, 13);
    Judgement worse = judge(ticks(12, counted(1e12, 3e10), counted(9e12, 9e10)), FINE, 13);
    assertThat(same).isInstanceOf(Judgement.Advance.class);
    assertThat(worse.findings()).allSatisfy(finding -> assertThat(finding.evidence()).isFinite());
    assertThat(reason(judge(ticks(12, counted(1e12, 1e12), counted(9e12, 0)), FINE, 1)))
        .startsWith("errors: 100.0 %");
  }

  private static Judgement judge(List<Tick> ticks, FleetHealth health, int second) {
    return Steps.judge(Steps.policy(Steps.errors()), ticks, health, second);
  }
}
