package dev.ingot.pipeline;

import dev.ingot.events.Baseline;
import dev.ingot.events.Cause;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.RolloutPlan;

/**
 * {@code verify.baseline: fresh}: a third fleet, of what the live one runs, is made beside the
 * candidate, and each has the same share of the traffic. So both are of the same age, with caches
 * as cold, and a comparison tells the versions apart and nothing else. See
 * docs/decisions/0022-fresh-baseline.md.
 */
public final class FreshBaseline {
  private static final int WHOLE = 100;

  /** With one instance alone a bad host would be taken for what its version is like. */
  private static final int FEWEST = 2;

  private FreshBaseline() {}

  /**
   * The baseline's share in a step: the candidate's, as long as the live fleet keeps as much. It is
   * the way back, and goes cold without traffic.
   *
   * @param candidate the candidate's share in percent
   * @return percent; 0 where there is nothing to share, so that there is no baseline in the step
   */
  public static int weight(int candidate) {
    return Math.min(candidate, (WHOLE - candidate) / 2);
  }

  /** Whether the plan asks for one. */
  public static boolean isAskedFor(EnvironmentPlan plan) {
    return plan.getVerify().getBaseline() == Baseline.FRESH;
  }

  /**
   * Whether a deployment has one. Without a live fleet there is nothing to make it after, and
   * nothing may hold up the way back.
   *
   * @param beside whether there is a live fleet
   */
  public static boolean isMade(EnvironmentPlan plan, boolean beside, Cause cause) {
    return isAskedFor(plan)
        && beside
        && cause != Cause.ROLLBACK
        && largestWeight(plan.getRollout()) > 0;
  }

  /**
   * Whether anything would be compared with it: a step has room for it, and there is a comparison.
   */
  static boolean isCompared(EnvironmentPlan plan) {
    return largestWeight(plan.getRollout()) > 0 && Gates.of(plan.getVerify()).comparisons() > 0;
  }

  /**
   * Its instances: as many as bear its largest share as the candidate's would bear all traffic, two
   * at the least, and never more than the candidate has.
   *
   * @param candidate instances of the candidate, at least 1
   */
  public static int size(RolloutPlan rollout, int candidate) {
    int needed = Math.ceilDiv(candidate * largestWeight(rollout), WHOLE);
    return Math.min(candidate, Math.max(FEWEST, needed));
  }

  private static int largestWeight(RolloutPlan rollout) {
    return rollout.getSteps().stream().mapToInt(FreshBaseline::weight).max().orElse(0);
  }
}
