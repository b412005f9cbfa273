package dev.ingot.shifter;

import dev.ingot.events.Decision;
import dev.ingot.events.Fallback;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The judges that a service names, heard together. Pure. A step goes on when each of them said
 * ADVANCE in time; one ROLL_BACK is enough to go back, without waiting for the others, and whatever
 * was said before it.
 */
final class Panel {
  private final List<String> judges;
  private final Fallback silence;
  private final Fallback inconclusive;

  Panel(VerifyPlan verify) {
    this.judges = verify.getJudges();
    this.silence = verify.getSilence();
    this.inconclusive = verify.getInconclusive();
  }

  Opinion on(TrafficShifted step, Said said, Instant now) {
    if (judges.isEmpty()) {
      Instant baked = step.getShiftedAt().plus(Duration.ofMillis(step.getBake()));
      return now.isBefore(baked) ? new Opinion.Waiting() : new Opinion.Advance();
    }
    Map<String, VerdictReached> verdicts = said.verdicts(step, judges);
    Optional<VerdictReached> refusal =
        verdicts.values().stream()
            .filter(this::refuses)
            .findFirst()
            .or(() -> said.crossed(step, judges));
    if (refusal.isPresent()) {
      return new Opinion.RollBack(sentence(refusal.get()));
    }
    List<String> silent =
        judges.stream().filter(judge -> isSilent(verdicts.get(judge), step)).toList();
    boolean late = now.isAfter(step.getJudgeBy());
    if (!silent.isEmpty() && late && silence != Fallback.PAUSE) {
      return new Opinion.RollBack(
          "no verdict of %s on %d %% in time: silence is a failure"
              .formatted(String.join(", ", silent), step.getWeight()));
    }
    // An ADVANCE or ROLL_BACK of the others may still come, and the latter goes before any pause.
    return !silent.isEmpty() && !late
        ? new Opinion.Waiting()
        : undecided(verdicts, silent, step)
            .filter(stand -> !said.resumedAfter(stand.since()))
            .<Opinion>map(stand -> stand)
            .orElse(new Opinion.Advance());
  }

  /** What nobody has decided; empty when every judge said ADVANCE. */
  private static Optional<Opinion.Stand> undecided(
      Map<String, VerdictReached> verdicts, List<String> silent, TrafficShifted step) {
    List<Opinion.Stand> stands = new ArrayList<>();
    verdicts.values().stream()
        .filter(verdict -> verdict.getDecision() == Decision.INCONCLUSIVE)
        .forEach(v -> stands.add(new Opinion.Stand(sentence(v), v.getReachedAt())));
    if (!silent.isEmpty()) {
      stands.add(
          new Opinion.Stand(
              "no verdict of %s on %d %% in time"
                  .formatted(String.join(", ", silent), step.getWeight()),
              step.getJudgeBy()));
    }
    return stands.stream()
        .max(Comparator.comparing(Opinion.Stand::since))
        .map(
            last ->
                new Opinion.Stand(
                    String.join("; ", stands.stream().map(Opinion.Stand::why).toList()),
                    last.since()));
  }

  private boolean refuses(VerdictReached verdict) {
    return switch (verdict.getDecision()) {
      case ADVANCE -> false;
      case INCONCLUSIVE -> inconclusive != Fallback.PAUSE;
      // What a newer judge may say and we do not know is no consent.
      case ROLL_BACK, UNKNOWN -> true;
    };
  }

  private static boolean isSilent(@Nullable VerdictReached verdict, TrafficShifted step) {
    return verdict == null
        || (verdict.getDecision() == Decision.ADVANCE
            && verdict.getReachedAt().isAfter(step.getJudgeBy()));
  }

  private static String sentence(VerdictReached verdict) {
    return switch (verdict.getDecision()) {
      case INCONCLUSIVE ->
          "%s could not tell, and no proof is no success: %s"
              .formatted(verdict.getJudge(), verdict.getReason());
      default -> "%s: %s".formatted(verdict.getJudge(), verdict.getReason());
    };
  }
}
