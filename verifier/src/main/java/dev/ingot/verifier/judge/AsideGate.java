package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Tick.Counts;
import java.time.Duration;
import java.util.Optional;

/** Of what is not judged in this step, so that the evidence says so. */
record AsideGate(Rule.Aside rule, Policy policy) implements Gate {
  static final String METHOD = "none";

  @Override
  public void add(long start, Arm candidate, Optional<Arm> live) {}

  @Override
  public Optional<Finding> finding() {
    return Optional.of(
        new Finding(
            rule.metric(),
            METHOD,
            rule.metric() + ": " + rule.why(),
            Counts.NONE,
            Counts.NONE,
            0,
            Duration.ZERO,
            Double.NaN,
            Double.NaN,
            0,
            policy.needed(),
            1,
            policy.gateAlpha(),
            0,
            true));
  }

  /** Nothing is known of it, which is no reason to go on before the bake is over. */
  @Override
  public boolean isProven() {
    return false;
  }
}
