package dev.ingot.examples.loadtest;

import dev.ingot.events.Decision;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Ids;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Judges a step by a burst of requests to the candidate. */
public final class LoadTestJudge implements Stage<TrafficShifted> {
  /** The judge's name in {@code verify.judges} and in its verdicts. */
  public static final String NAME = "load-test";

  private final Load load;
  private final LoadTestConfig config;

  /** Puts load on a candidate; blocks for as long as that takes, which is bounded. */
  interface Load {
    Burst on(TrafficShifted shift) throws InterruptedException;
  }

  LoadTestJudge(Load load, LoadTestConfig config) {
    this.load = load;
    this.config = config;
  }

  @Override
  public StageSpec<TrafficShifted> spec() {
    return StageSpec.of(NAME, Topics.TRAFFIC)
        .oneAtATimeBy(
            e -> e.getDeployment().getService() + "@" + e.getDeployment().getEnvironment())
        .startedAt(e -> e.getDeployment().getStartedAt())
        .listensTo(Topics.VERDICTS)
        .listensTo(Topics.OUTCOMES)
        .emits(Topics.VERDICTS)
        .within(Duration.ofHours(1))
        .build();
  }

  @Override
  public Outcome look(TrafficShifted shift, StageContext context) throws InterruptedException {
    return isOver(shift, context)
        ? Outcome.done()
        : Outcome.done(verdict(shift, said(load.on(shift)), context.now()));
  }

  /** A judge that could not do its work says so: nobody need wait for the deadline. */
  @Override
  public List<Emission<?>> abandon(TrafficShifted shift, StageContext context, Abandonment why) {
    return isOver(shift, context)
        ? List.of()
        : List.of(
            verdict(
                shift,
                new Words(Decision.INCONCLUSIVE, "no load could be made: " + why.reason()),
                context.now()));
  }

  private static boolean isOver(TrafficShifted shift, StageContext context) {
    return shift.getStep() < 0
        || !shift.getVerify().getJudges().contains(NAME)
        || context.newerWaiting()
        || !context.history(Topics.OUTCOMES).isEmpty()
        || context.history(Topics.VERDICTS).stream()
            .anyMatch(v -> v.getStep() == shift.getStep() && v.getJudge().equals(NAME));
  }

  private record Words(Decision decision, String reason) {}

  private Words said(Burst burst) {
    String told =
        String.format(
            Locale.ROOT,
            "%d of %d requests failed, 95 %% of the answers took at most %d ms",
            burst.failed(),
            burst.sent(),
            burst.p95().toMillis());
    if (burst.sent() == 0) {
      return new Words(Decision.INCONCLUSIVE, "nothing was sent");
    }
    boolean bad = burst.failures() >= config.failures() || burst.p95().compareTo(config.p95()) > 0;
    return new Words(bad ? Decision.ROLL_BACK : Decision.ADVANCE, told);
  }

  /** The id derives from what is judged: said twice, it is one verdict. */
  private static Emission<VerdictReached> verdict(TrafficShifted shift, Words words, Instant now) {
    return Emission.of(
        Topics.VERDICTS,
        VerdictReached.newBuilder()
            .setId(
                Ids.event("VerdictReached", shift.getDeployment().getId(), shift.getStep(), NAME))
            .setDeployment(shift.getDeployment())
            .setStep(shift.getStep())
            .setJudge(NAME)
            .setDecision(words.decision())
            .setReason(words.reason())
            .setEvidence(List.of())
            .setReachedAt(now)
            .build());
  }
}
