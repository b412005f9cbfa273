package dev.ingot.verifier.judge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether the live fleet breaks a limit, whichever of its instances is left out: one bad host of
 * its own does not make the candidate's trouble a shared one.
 */
final class SharedLimit {
  private final LimitTest whole;
  private final Map<String, LimitTest> without = new LinkedHashMap<>();

  SharedLimit(double limit) {
    this.whole = new LimitTest(limit);
  }

  /** Takes in one tick. */
  void add(Parted live) {
    if (live.isParted()) {
      live.instances().keySet().stream()
          .filter(instance -> !without.containsKey(instance))
          .limit(LeaveOneOut.MOST - without.size())
          .toList()
          .forEach(instance -> without.put(instance, whole.copy()));
    }
    whole.add(live.all());
    without.forEach(
        (instance, test) -> test.add(live.isParted() ? live.without(instance) : live.all()));
  }

  /** Natural logarithm of the evidence E, of the least that is left. */
  double logEvidence() {
    return without.values().stream()
        .mapToDouble(LimitTest::logEvidence)
        .min()
        .orElseGet(whole::logEvidence);
  }
}
