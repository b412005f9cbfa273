package dev.ingot.pipeline;

import dev.ingot.events.Baseline;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.VerifyPlan;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the file can say, but nothing acts on yet. A deployment that asks for it is refused: a gate
 * that is written down and never looked at would be worse than none. Whoever builds a part removes
 * its line, here and nowhere else.
 *
 * @param key the key, with the path to it
 * @param asksForIt whether a plan asks for the part
 */
record NotYet(String key, Predicate<EnvironmentPlan> asksForIt) {
  static final List<NotYet> PARTS =
      List.of(new NotYet("verify.baseline", verify(v -> v.getBaseline() != Baseline.LIVE)));

  private static Predicate<EnvironmentPlan> verify(Predicate<VerifyPlan> asks) {
    return plan -> asks.test(plan.getVerify());
  }
}
