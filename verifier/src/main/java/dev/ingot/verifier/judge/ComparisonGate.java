package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

/** Holds a candidate to the live fleet. */
final class ComparisonGate implements Gate {
  private final Rule.Comparison rule;
  private final Watched watched;
  private final Policy policy;
  private final LeaveOneOut worse;
  private final LeaveOneOut better;
  private final Tally candidate = new Tally();
  private final Tally live = new Tally();
  private int ticks;
  private boolean unseen;

  ComparisonGate(Rule.Comparison rule, Watched watched, Policy policy) {
    this.rule = rule;
    this.watched = watched;
    this.policy = policy;
    this.worse = LeaveOneOut.worse(rule.ratio(), rule.fewerIsWorse(), draws(rule.metric()));
    this.better =
        LeaveOneOut.proven(
            Math.max(rule.ratio(), Policy.PROVEN),
            rule.fewerIsWorse(),
            draws(rule.metric() + " proven"));
  }

  private LongFunction<UniformRandomProvider> draws(String name) {
    return tick -> new SplitMix64(Seeds.of(policy.seed(), name, tick));
  }

  @Override
  public void add(long start, Arm candidateArm, Optional<Arm> liveArm) {
    if (liveArm.isEmpty()) {
      return;
    }
    unseen |=
        !rule.candidate().isSeenIn(candidateArm.sample())
            || !rule.live().isExactIn(liveArm.get().sample());
    Optional<Parted> mine = Parted.of(candidateArm, rule.candidate());
    Optional<Parted> theirs = Parted.of(liveArm.get(), rule.live());
    if (mine.isEmpty() || theirs.isEmpty()) {
      return;
    }
    ticks++;
    candidate.add(mine.get());
    live.add(theirs.get());
    worse.add(start, mine.get(), theirs.get());
    if (policy.early()) {
      better.add(start, mine.get(), theirs.get());
    }
  }

  @Override
  public Optional<Finding> finding() {
    if (live.all().exposures() == 0) {
      return Optional.empty();
    }
    double evidence = Gate.finite(worse.logEvidence());
    String sentence =
        String.format(
            Locale.ROOT,
            "%s: %s%s against %s%s%s over %s (E = %s, needed %s)%s",
            rule.metric(),
            Words.percent(candidate.all().share()),
            rule.candidate().words(watched.unit()),
            Words.percent(live.all().share()),
            rule.live().words(watched.unit()),
            watched.against().words(),
            Words.time(Gate.time(watched, ticks)),
            Words.evidence(evidence),
            Words.evidence(policy.needed()),
            apart());
    return Optional.of(
        new Finding(
            rule.metric(),
            "comparison",
            sentence,
            candidate.all(),
            live.all(),
            ticks,
            Gate.time(watched, ticks),
            rule.candidate().threshold(),
            rule.live().threshold(),
            evidence,
            policy.needed(),
            rule.ratio(),
            policy.gateAlpha(),
            policy.early() ? Gate.finite(better.logEvidence()) : 0,
            false));
  }

  /** Of instances, where the source tells them apart. */
  private String apart() {
    if (candidate.instances() == 0 && live.instances() == 0) {
      return "";
    }
    if (worse.partedTicks() == 0) {
      return "; compared as wholes, since it takes two instances in each fleet to leave one out";
    }
    String some =
        worse.partedTicks() < ticks
            ? "; as wholes in %d of %d ticks, for want of two instances in each fleet"
                .formatted(ticks - worse.partedTicks(), ticks)
            : "";
    String other = watched.against().who();
    return some
        + named("the candidate", candidate)
        + named(other, live)
        + unlike("the candidate", candidate)
        + unlike(other, live);
  }

  /** What has no name cannot be left out, and hides a bad candidate when it is bad itself. */
  private static String named(String fleet, Tally tally) {
    return tally
        .named()
        .map(some -> "; %s instances of %s are told apart".formatted(some, fleet))
        .orElse("");
  }

  private String unlike(String fleet, Tally tally) {
    return tally
        .unlike(rule.fewerIsWorse())
        .map(
            one ->
                "; %s of %s alone has %s, the others %s"
                    .formatted(
                        Words.name(one.instance()),
                        fleet,
                        Words.percent(one.alone().share()),
                        Words.percent(one.others().share())))
        .orElse("");
  }

  @Override
  public boolean hasFired() {
    return Gate.finite(worse.logEvidence()) >= policy.needed();
  }

  @Override
  public boolean isProven() {
    return Gate.finite(better.logEvidence()) >= policy.needed();
  }

  @Override
  public Optional<String> trouble() {
    return unseen
        ? Optional.of(rule.metric() + ": " + rule.candidate().unseen(watched.unit()))
        : Optional.empty();
  }
}
