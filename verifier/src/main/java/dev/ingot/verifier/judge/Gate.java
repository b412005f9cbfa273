package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import java.time.Duration;
import java.util.Optional;

/** One rule at work: takes in the usable ticks of its series, and says what it found so far. */
interface Gate {
  /** Takes in one tick. */
  void add(long start, Arm candidate, Optional<Arm> live);

  /** What it found; empty while it has nothing to say. */
  Optional<Finding> finding();

  /** Whether the evidence is in. */
  default boolean hasFired() {
    return false;
  }

  /** Whether the live fleet is in the same trouble. */
  default boolean isShared() {
    return false;
  }

  /** Whether there is no need to look longer; true for what is never proven by looking. */
  default boolean isProven() {
    return true;
  }

  /** Why it cannot judge, after the metric's name; empty when it can. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** A gate for a rule. */
  static Gate of(Rule rule, Watched watched, Policy policy) {
    return switch (rule) {
      case Rule.Limit limit -> new LimitGate(limit, watched, policy);
      case Rule.Comparison comparison -> new ComparisonGate(comparison, watched, policy);
      case Rule.Ranks ranks -> new RankGate(ranks, watched, policy);
      case Rule.InARow inARow -> new ProbeGate(inARow, watched);
      case Rule.Blind blind -> new BlindGate(blind);
      case Rule.Aside aside -> new AsideGate(aside, policy);
    };
  }

  /** E from its logarithm, as a number that is finite. */
  static double finite(double logEvidence) {
    return Math.min(Math.exp(logEvidence), Double.MAX_VALUE);
  }

  /** How long so many ticks are. */
  static Duration time(Watched watched, int ticks) {
    return watched.tick().multipliedBy(ticks);
  }
}
