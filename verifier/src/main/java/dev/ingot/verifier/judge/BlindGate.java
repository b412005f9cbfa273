package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import java.util.Optional;

/** Of what cannot be judged at all. */
record BlindGate(Rule.Blind rule) implements Gate {
  @Override
  public void add(long start, Arm candidate, Optional<Arm> live) {}

  @Override
  public Optional<Finding> finding() {
    return Optional.empty();
  }

  @Override
  public boolean isProven() {
    return false;
  }

  @Override
  public Optional<String> trouble() {
    return Optional.of(rule.metric() + ": " + rule.why());
  }
}
