package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Judges one step from its closed ticks and the candidate's instances: fails as soon as the
 * evidence is in, advances only when the bake is over and nothing is missing.
 */
public final class StepJudge {
  private static final String ERRORS = "errors";

  private final Policy policy;
  private final ThinnedBetting comparison;
  private final LimitTest candidateLimit;
  private final LimitTest liveLimit;
  private Counts candidate = Counts.NONE;
  private Counts live = Counts.NONE;
  private Counts comparedCandidate = Counts.NONE;
  private int knownTicks;
  private Optional<Instant> lastEnd = Optional.empty();

  public StepJudge(Policy policy) {
    this.policy = policy;
    this.comparison =
        new ThinnedBetting(
            policy.errorTolerance(),
            tick -> new SplittableRandom(Seeds.of(policy.seed(), ERRORS, tick)));
    this.candidateLimit = new LimitTest(policy.errorLimit());
    this.liveLimit = new LimitTest(policy.errorLimit());
  }

  /** Judges the ticks, oldest first, together with what is known of the instances now. */
  public static Judgement judge(Policy policy, List<Tick> ticks, FleetHealth health, Instant now) {
    StepJudge judge = new StepJudge(policy);
    ticks.forEach(judge::add);
    return judge.conclude(health, now);
  }

  private void add(Tick tick) {
    lastEnd = Optional.of(tick.start().plus(policy.tick()));
    if (tick.candidate().isEmpty()) {
      return;
    }
    knownTicks++;
    Counts mine = tick.candidate().get();
    candidate = candidate.plus(mine);
    candidateLimit.add(mine);
    if (tick.live().isPresent()) {
      Counts theirs = tick.live().get();
      live = live.plus(theirs);
      comparedCandidate = comparedCandidate.plus(mine);
      liveLimit.add(theirs);
      comparison.add(tick.start().toEpochMilli(), mine, theirs);
    }
  }

  private Judgement conclude(FleetHealth health, Instant now) {
    Finding limit = limitFinding();
    List<Finding> findings = new ArrayList<>(List.of(limit));
    Optional<Finding> compared = comparedFinding();
    compared.ifPresent(findings::add);

    if (limit.fired()) {
      return Math.exp(liveLimit.logEvidence()) >= policy.needed()
          ? new Judgement.Inconclusive(
              "both fleets break the limit, so the candidate is not to blame: " + limit.sentence(),
              findings)
          : new Judgement.RollBack(limit.sentence(), findings);
    }
    if (compared.isPresent() && compared.get().fired()) {
      return new Judgement.RollBack(compared.get().sentence(), findings);
    }
    if (health.expected() > 0 && health.healthy() == 0) {
      return new Judgement.RollBack(
          "health: none of %d instances is healthy%s".formatted(health.expected(), because(health)),
          findings);
    }
    if (health.replaced() > 0) {
      return new Judgement.RollBack(
          "health: %d of %d instances had to be replaced during the step%s"
              .formatted(health.replaced(), health.expected(), because(health)),
          findings);
    }
    return atTheEnd(health, now, findings);
  }

  private Judgement atTheEnd(FleetHealth health, Instant now, List<Finding> findings) {
    // Every tick that lies wholly within the bake; the one that goes beyond it need not be waited
    // for.
    boolean ticksAreIn =
        lastEnd.filter(end -> end.plus(policy.tick()).isAfter(policy.bakeEnd())).isPresent();
    boolean late = !now.isBefore(policy.lastCall());
    if (now.isBefore(policy.bakeEnd()) || (!ticksAreIn && !late)) {
      return new Judgement.Undecided(findings);
    }
    if (!ticksAreIn) {
      return new Judgement.Inconclusive(
          "errors: measurements are missing since %s"
              .formatted(lastEnd.map(Instant::toString).orElse("the step began")),
          findings);
    }
    if (candidate.exposures() < policy.minRequests()) {
      return new Judgement.Inconclusive(
          "errors: the candidate had %d requests in %d measured ticks, needed %d"
              .formatted(candidate.exposures(), knownTicks, policy.minRequests()),
          findings);
    }
    if (!health.allHealthy()) {
      return late
          ? new Judgement.Inconclusive(
              "health: %d of %d instances are healthy%s"
                  .formatted(health.healthy(), health.expected(), because(health)),
              findings)
          : new Judgement.Undecided(findings);
    }
    return new Judgement.Advance(
        "%s; %d of %d instances healthy"
            .formatted(
                findings.get(findings.size() - 1).sentence(), health.healthy(), health.expected()),
        findings);
  }

  private Finding limitFinding() {
    double evidence = Math.exp(candidateLimit.logEvidence());
    String sentence =
        String.format(
            Locale.ROOT,
            "errors: %s with a limit of %s over %s (E = %s, needed %s)",
            percent(candidate.share()),
            percent(policy.errorLimit()),
            measured(),
            number(evidence),
            number(policy.needed()));
    return new Finding(
        ERRORS,
        "limit",
        sentence,
        candidate,
        live,
        evidence,
        policy.needed(),
        policy.errorLimit(),
        policy.gateAlpha());
  }

  private Optional<Finding> comparedFinding() {
    if (live.exposures() == 0) {
      return Optional.empty();
    }
    double evidence = Math.exp(comparison.logEvidence());
    String sentence =
        String.format(
            Locale.ROOT,
            "errors: %s against %s over %s (E = %s, needed %s)",
            percent(comparedCandidate.share()),
            percent(live.share()),
            measured(),
            number(evidence),
            number(policy.needed()));
    return Optional.of(
        new Finding(
            ERRORS,
            "comparison",
            sentence,
            comparedCandidate,
            live,
            evidence,
            policy.needed(),
            policy.errorTolerance(),
            policy.gateAlpha()));
  }

  private String measured() {
    Duration time = policy.tick().multipliedBy(knownTicks);
    return time.toSeconds() >= 1 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static String because(FleetHealth health) {
    return health.words().isEmpty() ? "" : ": " + health.words();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String number(double evidence) {
    return evidence >= 1e6
        ? String.format(Locale.ROOT, "%.1e", evidence)
        : String.format(Locale.ROOT, evidence >= 10 ? "%.0f" : "%.2g", evidence);
  }
}
