package dev.ingot.verifier;

import dev.ingot.events.Decision;
import dev.ingot.events.VerdictReached;
import dev.ingot.verifier.judge.Judgement;
import dev.ingot.verifier.judge.Replay;
import dev.ingot.verifier.judge.StepJudge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A past step judged again. Pure.
 *
 * @param again what its own policy says of its measurements, as if each tick had been looked at
 *     when it ended
 * @param reproduction whether they give the verdict that was reached
 * @param other what another policy says of them; empty where none was given
 */
record Rejudgement(PastStep step, Said again, Reproduction reproduction, Optional<Said> other) {

  /** Whether a verdict can be had again. */
  enum Reproduction {
    /** The same decision from the same evidence. */
    SAME,
    /** Another one: what was measured, or how it is judged, is not what it was. */
    OTHER,
    /** It came from what no measurement tells: the instances, or a source that was away. */
    BEYOND,
    /** There was no verdict: a newer rollout or an operator ended the step. */
    NONE
  }

  /**
   * What is said of a step.
   *
   * @param decision empty when the measurements end before anything can be said
   * @param after time from the shift; of the measurements' end when nothing can be said
   */
  record Said(Optional<Decision> decision, Duration after, String reason) {}

  static Rejudgement of(PastStep step, Optional<PastStep> other) {
    return new Rejudgement(step, said(step), reproduction(step), other.map(Rejudgement::said));
  }

  /** Whether the other policy would have decided something else. */
  boolean differs() {
    return other.filter(said -> !said.decision().equals(again.decision())).isPresent();
  }

  /** How much later the other policy would have decided the same; negative for sooner. */
  Optional<Duration> later() {
    return other
        .filter(said -> said.decision().isPresent() && !differs())
        .map(said -> said.after().minus(again.after()));
  }

  private static Said said(PastStep step) {
    Replay replay = Replay.of(step.policy(), step.series(), step.health());
    Instant until = step.measuredUntil();
    Instant begun = step.shift().getShiftedAt();
    boolean cutShort =
        replay.judgement() instanceof Judgement.Inconclusive
            && replay.at().isAfter(until)
            && step.verdict().isPresent()
            && step.verdict().get().getDecision() != Decision.INCONCLUSIVE;
    return cutShort
        ? new Said(
            Optional.empty(),
            Duration.between(begun, until),
            "nothing was decided when the measurements end")
        : new Said(
            Optional.of(Verdicts.decision(replay.judgement())),
            Duration.between(begun, replay.at()),
            Verdicts.reason(replay.judgement()));
  }

  private static Reproduction reproduction(PastStep step) {
    boolean stoodOtherwise =
        step.last()
            .filter(then -> !then.getEvidence().isEmpty() && !isSame(step, then))
            .isPresent();
    return stoodOtherwise ? Reproduction.OTHER : ofTheStep(step);
  }

  /** Whether what was measured while it stood gives the ROLL_BACK that came of it. */
  private static boolean isSame(PastStep step, VerdictReached then) {
    return Standing.judge(step)
        .map(
            back ->
                Verdicts.whileStanding(step.shift(), then.getJudge(), back, then.getReachedAt()))
        .filter(again -> evidence(again).equals(evidence(then)))
        .isPresent();
  }

  private static Reproduction ofTheStep(PastStep step) {
    if (step.verdict().isEmpty()) {
      return Reproduction.NONE;
    }
    VerdictReached then = step.verdict().get();
    Judgement now =
        StepJudge.judge(step.policy(), step.series(), step.health(), then.getReachedAt());
    if (!(now instanceof Judgement.Undecided)
        && Verdicts.decision(now) == then.getDecision()
        && evidence(then)
            .equals(
                evidence(Verdicts.of(step.shift(), then.getJudge(), now, then.getReachedAt())))) {
      return Reproduction.SAME;
    }
    boolean ofTheInstances = then.getReason().startsWith("health: ");
    boolean ofTheSource = then.getEvidence().isEmpty() && step.measured().isEmpty();
    return ofTheInstances || ofTheSource || then.getReason().startsWith(JudgeStep.NOT_MEASURED)
        ? Reproduction.BEYOND
        : Reproduction.OTHER;
  }

  /** All that went in and came out, per gate. */
  private static List<List<Object>> evidence(VerdictReached verdict) {
    return verdict.getEvidence().stream()
        .map(
            e ->
                List.<Object>of(
                    e.getMetric(),
                    e.getMethod(),
                    e.getTicks(),
                    e.getCandidateExposures(),
                    e.getCandidateBad(),
                    e.getLiveExposures(),
                    e.getLiveBad(),
                    e.getEvidence(),
                    e.getNeeded()))
        .toList();
  }
}
