package dev.ingot.pipeline;

import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.VerifyPlan;
import java.util.List;

/**
 * How many gates judge a step: &alpha; is split evenly over all gates of all steps.
 *
 * @param limits gates that hold on every step
 * @param comparisons gates that hold on steps with a live fleet beside the candidate
 */
public record Gates(int limits, int comparisons) {
  /** The gates of a plan. */
  public static Gates of(VerifyPlan verify) {
    boolean loadBalancer = asksTheLoadBalancer(verify);
    // The load balancer gives one limit (errors) and one comparison of errors.
    int limits = loadBalancer ? 1 : 0;
    int comparisons = loadBalancer ? 1 + verify.getLatency().size() : 0;
    for (var metric : verify.getMetrics()) {
      limits += metric.getLimit() == null ? 0 : 1;
      comparisons += metric.getTolerance() == null ? 0 : 1;
    }
    return new Gates(limits, comparisons);
  }

  /** Whether the load balancer is one of the plan's sources; it is where none is named. */
  public static boolean asksTheLoadBalancer(VerifyPlan verify) {
    List<MetricSource> sources = verify.getSources();
    return sources.isEmpty()
        || sources.stream().anyMatch(source -> source.getKind() == SourceKind.LOAD_BALANCER);
  }

  /**
   * The evidence at which each gate of a rollout fires.
   *
   * @param steps steps of the rollout
   * @param comparedSteps those with a live fleet beside the candidate
   * @param alpha probability of a false rollback over the whole rollout
   */
  public double evidenceNeeded(int steps, int comparedSteps, double alpha) {
    return (steps * limits + comparedSteps * comparisons) / alpha;
  }
}
