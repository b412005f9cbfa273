package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Locale;
import java.util.Optional;

/** Holds a candidate to an absolute promise; where the live fleet breaks it, too, it shares it. */
final class LimitGate implements Gate {
  private final Rule.Limit rule;
  private final Watched watched;
  private final Policy policy;
  private final LimitTest candidateTest;
  private final SharedLimit liveTest;
  private Counts candidate = Counts.NONE;
  private Counts live = Counts.NONE;
  private int ticks;
  private boolean unseen;

  LimitGate(Rule.Limit rule, Watched watched, Policy policy) {
    this.rule = rule;
    this.watched = watched;
    this.policy = policy;
    this.candidateTest = new LimitTest(rule.share());
    this.liveTest = new SharedLimit(rule.share());
  }

  @Override
  public void add(long start, Arm candidateArm, Optional<Arm> liveArm) {
    unseen |= !rule.counting().isSeenIn(candidateArm.sample());
    Optional<Counts> mine = rule.counting().of(candidateArm.sample());
    if (mine.isEmpty()) {
      return;
    }
    ticks++;
    candidate = candidate.plus(mine.get());
    candidateTest.add(mine.get());
    liveArm
        .flatMap(arm -> Parted.of(arm, rule.counting()))
        .ifPresent(
            theirs -> {
              live = live.plus(theirs.all());
              liveTest.add(theirs);
            });
  }

  @Override
  public Optional<Finding> finding() {
    double evidence = Gate.finite(candidateTest.logEvidence());
    String sentence =
        String.format(
            Locale.ROOT,
            "%s: %s%s with a limit of %s over %s (E = %s, needed %s)",
            rule.metric(),
            Words.percent(candidate.share()),
            rule.counting().words(watched.unit()),
            Words.percent(rule.share()),
            Words.time(Gate.time(watched, ticks)),
            Words.evidence(evidence),
            Words.evidence(policy.needed()));
    return Optional.of(
        new Finding(
            rule.metric(),
            "limit",
            sentence,
            candidate,
            live,
            ticks,
            Gate.time(watched, ticks),
            rule.counting().threshold(),
            rule.counting().threshold(),
            evidence,
            policy.needed(),
            rule.share(),
            policy.gateAlpha(),
            0,
            false));
  }

  @Override
  public boolean hasFired() {
    return Gate.finite(candidateTest.logEvidence()) >= policy.needed();
  }

  @Override
  public boolean isShared() {
    return watched.against().atOnce() && Gate.finite(liveTest.logEvidence()) >= policy.needed();
  }

  @Override
  public Optional<String> trouble() {
    return unseen
        ? Optional.of(rule.metric() + ": " + rule.counting().unseen(watched.unit()))
        : Optional.empty();
  }
}
