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
    return VerdictReached.newBuilder()
        .setId(Ids.event("VerdictReached", shift.getDeployment().getId(), shift.getStep(), judge))
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
