package dev.ingot.verifier.judge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges one step from its closed ticks and the candidate's instances: fails as soon as the
 * evidence is in, advances only when the bake is over, or no harm is proven, and nothing is
 * missing.
 */
public final class StepJudge {
  private final Policy policy;
  private final List<SeriesJudge> series;

  /** A judge that has seen nothing yet. */
  public StepJudge(Policy policy) {
    this.policy = policy;
    this.series =
        policy.watched().stream().map(watched -> new SeriesJudge(watched, policy)).toList();
  }

  /** Judges the ticks, together with what is known of the instances now. */
  public static Judgement judge(
      Policy policy, List<Series> taken, FleetHealth health, Instant now) {
    StepJudge judge = new StepJudge(policy);
    taken.forEach(one -> one.ticks().forEach(tick -> judge.add(one.name(), tick)));
    return judge.conclude(health, now);
  }

  /** Takes in the next tick of a series; what the policy does not name is not judged. */
  public void add(String name, Tick tick) {
    for (SeriesJudge each : series) {
      if (each.watched().name().equals(name)) {
        each.add(tick);
      }
    }
  }

  /** What can be said now. */
  public Judgement conclude(FleetHealth health, Instant now) {
    List<Finding> findings = series.stream().flatMap(SeriesJudge::findings).toList();
    Optional<Judgement> fired = fired(findings);
    if (fired.isPresent()) {
      return fired.get();
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
    return isProven(health, now)
        ? new Judgement.Advance(
            "proven early: "
                + findings.stream()
                    .filter(finding -> finding.method().equals("comparison"))
                    .map(StepJudge::proof)
                    .collect(Collectors.joining("; ")),
            findings)
        : atTheEnd(health, now, findings);
  }

  /** What the candidate alone is to blame for comes before what both fleets suffer. */
  private Optional<Judgement> fired(List<Finding> findings) {
    Optional<String> alone = sentence(firing().filter(gate -> !gate.isShared()));
    if (alone.isPresent()) {
      return Optional.of(new Judgement.RollBack(alone.get(), findings));
    }
    return sentence(firing())
        .map(
            shared ->
                new Judgement.Inconclusive(
                    "both fleets break the limit, so the candidate is not to blame: " + shared,
                    findings));
  }

  /** Whether the evidence is in, told without a word. */
  public boolean rollsBack() {
    return firing().anyMatch(gate -> !gate.isShared());
  }

  /** Whether both fleets are in the same trouble, told without a word. */
  boolean isShared() {
    return firing().anyMatch(Gate::isShared);
  }

  private Stream<Gate> firing() {
    return series.stream().flatMap(each -> each.gates().stream()).filter(Gate::hasFired);
  }

  private static Optional<String> sentence(Stream<Gate> of) {
    return of.flatMap(gate -> gate.finding().stream()).map(Finding::sentence).findFirst();
  }

  private boolean isProven(FleetHealth health, Instant now) {
    return policy.early()
        && health.allHealthy()
        && series.stream()
            .allMatch(
                each ->
                    each.gates().stream().allMatch(Gate::isProven)
                        && each.gates().stream().anyMatch(StepJudge::proves)
                        && each.missing().isEmpty()
                        && each.trouble(now).isEmpty());
  }

  private static boolean proves(Gate gate) {
    return gate instanceof ComparisonGate || gate instanceof ProbeGate;
  }

  private static String proof(Finding finding) {
    return "%s: %s against %s over %s (E = %s that it is less than %s times as bad, needed %s)"
        .formatted(
            finding.metric(),
            Words.percent(finding.candidate().share()),
            Words.percent(finding.live().share()),
            Words.time(finding.time()),
            Words.evidence(finding.proven()),
            Words.amount(Math.max(Policy.PROVEN, finding.bound()), ""),
            Words.evidence(finding.needed()));
  }

  private Judgement atTheEnd(FleetHealth health, Instant now, List<Finding> findings) {
    List<SeriesJudge> waitedFor =
        series.stream().filter(each -> !each.isComplete(policy.bakeEnd())).toList();
    boolean late = !now.isBefore(policy.lastCall());
    if (now.isBefore(policy.bakeEnd()) || (!waitedFor.isEmpty() && !late)) {
      return new Judgement.Undecided(findings);
    }
    if (series.stream().noneMatch(each -> each.watched().isJudged())) {
      return new Judgement.Inconclusive("nothing was to be judged", findings);
    }
    Optional<String> why =
        first(each -> each.trouble(now))
            .or(
                () ->
                    waitedFor.stream()
                        .findFirst()
                        .map(
                            each ->
                                "%s: measurements are missing since %s"
                                    .formatted(each.watched().name(), each.since())))
            .or(() -> first(SeriesJudge::missing));
    if (why.isPresent()) {
      return new Judgement.Inconclusive(why.get(), findings);
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
                Stream.concat(
                        telling(findings), series.stream().flatMap(each -> each.remark().stream()))
                    .collect(Collectors.joining("; ")),
                health.healthy(),
                health.expected()),
        findings);
  }

  private Optional<String> first(Function<SeriesJudge, Optional<String>> question) {
    return series.stream().flatMap(each -> question.apply(each).stream()).findFirst();
  }

  /** Per metric the comparison, or what else there is. */
  private static Stream<String> telling(List<Finding> findings) {
    return findings.stream()
        .filter(
            finding ->
                !finding.method().equals("limit")
                    || findings.stream()
                        .noneMatch(
                            other ->
                                other.metric().equals(finding.metric())
                                    && !other.method().equals(AsideGate.METHOD)
                                    && !other.method().equals("limit")))
        .map(Finding::sentence);
  }

  private static String because(FleetHealth health) {
    return health.words().isEmpty() ? "" : ": " + health.words();
  }
}
