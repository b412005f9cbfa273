package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
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
  private final ThinnedBetting worse;
  private final ThinnedBetting better;
  private Counts candidate = Counts.NONE;
  private Counts live = Counts.NONE;
  private int ticks;
  private boolean unseen;

  ComparisonGate(Rule.Comparison rule, Watched watched, Policy policy) {
    this.rule = rule;
    this.watched = watched;
    this.policy = policy;
    this.worse = new ThinnedBetting(rule.ratio(), draws(rule.metric()));
    this.better =
        ThinnedBetting.mirrored(
            Math.max(rule.ratio(), Policy.PROVEN), draws(rule.metric() + " proven"));
  }

  private LongFunction<UniformRandomProvider> draws(String name) {
    return tick -> new SplitMix64(Seeds.of(policy.seed(), name, tick));
  }

  @Override
  public void add(long start, Sample candidateSample, Optional<Sample> liveSample) {
    if (liveSample.isEmpty()) {
      return;
    }
    unseen |=
        !rule.candidate().isSeenIn(candidateSample) || !rule.live().isExactIn(liveSample.get());
    Optional<Counts> mine = rule.candidate().of(candidateSample);
    Optional<Counts> theirs = rule.live().of(liveSample.get());
    if (mine.isEmpty() || theirs.isEmpty()) {
      return;
    }
    ticks++;
    candidate = candidate.plus(mine.get());
    live = live.plus(theirs.get());
    // Of good ones the live fleet must not have too many more: the same bet, seen from there.
    Counts suspect = rule.fewerIsWorse() ? theirs.get() : mine.get();
    Counts other = rule.fewerIsWorse() ? mine.get() : theirs.get();
    worse.add(start, suspect, other);
    if (policy.early()) {
      better.add(start, suspect, other);
    }
  }

  @Override
  public Optional<Finding> finding() {
    if (live.exposures() == 0) {
      return Optional.empty();
    }
    double evidence = Gate.finite(worse.logEvidence());
    String sentence =
        String.format(
            Locale.ROOT,
            "%s: %s%s against %s%s%s over %s (E = %s, needed %s)",
            rule.metric(),
            Words.percent(candidate.share()),
            rule.candidate().words(watched.unit()),
            Words.percent(live.share()),
            rule.live().words(watched.unit()),
            watched.against().words(),
            Words.time(Gate.time(watched, ticks)),
            Words.evidence(evidence),
            Words.evidence(policy.needed()));
    return Optional.of(
        new Finding(
            rule.metric(),
            "comparison",
            sentence,
            candidate,
            live,
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
