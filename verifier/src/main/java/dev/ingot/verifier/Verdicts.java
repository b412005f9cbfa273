package dev.ingot.verifier;

import dev.ingot.events.Decision;
import dev.ingot.events.Evidence;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Ids;
import dev.ingot.verifier.judge.Finding;
import dev.ingot.verifier.judge.Judgement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns judgements into events. */
final class Verdicts {
  private Verdicts() {}

  static VerdictReached of(TrafficShifted shift, String judge, Judgement judgement, Instant now) {
    String id = Ids.event("VerdictReached", shift.getDeployment().getId(), shift.getStep(), judge);
    return verdict(id, shift, judge, judgement, now);
  }

  /** A second one, on the time in which the rollout stood after the first. */
  static VerdictReached whileStanding(
      TrafficShifted shift, String judge, Judgement.RollBack back, Instant now) {
    Judgement told =
        new Judgement.RollBack(
            "while it stood at %d %%: %s".formatted(shift.getWeight(), back.reason()),
            back.findings());
    String id = standingId(shift.getDeployment().getId(), shift.getStep(), judge);
    return verdict(id, shift, judge, told, now);
  }

  /** Whether it is such a second one. */
  static boolean isWhileStanding(VerdictReached verdict) {
    return verdict
        .getId()
        .equals(standingId(verdict.getDeployment().getId(), verdict.getStep(), verdict.getJudge()));
  }

  private static String standingId(String deployment, int step, String judge) {
    return Ids.event("VerdictReached", deployment, step, judge, "standing");
  }

  private static VerdictReached verdict(
      String id, TrafficShifted shift, String judge, Judgement judgement, Instant now) {
    return VerdictReached.newBuilder()
        .setId(id)
        .setDeployment(shift.getDeployment())
        .setStep(shift.getStep())
        .setJudge(judge)
        .setDecision(decision(judgement))
        .setReason(reason(judgement))
        .setEvidence(judgement.findings().stream().map(Verdicts::evidence).toList())
        .setReachedAt(now)
        .build();
  }

  static Decision decision(Judgement judgement) {
    return switch (judgement) {
      case Judgement.Advance a -> Decision.ADVANCE;
      case Judgement.RollBack r -> Decision.ROLL_BACK;
      case Judgement.Inconclusive i -> Decision.INCONCLUSIVE;
      case Judgement.Undecided u -> throw new IllegalArgumentException("undecided is no verdict");
    };
  }

  static String reason(Judgement judgement) {
    return switch (judgement) {
      case Judgement.Advance a -> a.reason();
      case Judgement.RollBack r -> r.reason();
      case Judgement.Inconclusive i -> i.reason();
      case Judgement.Undecided u -> "";
    };
  }

  private static Evidence evidence(Finding finding) {
    return Evidence.newBuilder()
        .setMetric(finding.metric())
        .setMethod(finding.method())
        .setSentence(finding.sentence())
        .setCandidateExposures(finding.candidate().exposures())
        .setCandidateBad(finding.candidate().bad())
        .setLiveExposures(finding.live().exposures())
        .setLiveBad(finding.live().bad())
        .setEvidence(finding.evidence())
        .setNeeded(finding.needed())
        .setRatio(finding.bound())
        .setAlpha(finding.alpha())
        .setTicks(finding.ticks())
        .setTime(finding.time().toMillis())
        .setCandidateThreshold(threshold(finding.candidateThreshold()))
        .setLiveThreshold(threshold(finding.liveThreshold()))
        .setProven(finding.proven())
        .setWeak(finding.weak())
        .build();
  }

  private static @Nullable Double threshold(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
