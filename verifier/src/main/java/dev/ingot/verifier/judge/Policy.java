package dev.ingot.verifier.judge;

import java.time.Duration;
import java.time.Instant;

/**
 * What a step is held to, fixed before it begins.
 *
 * @param seed what the draws derive from: the deployment and the metric
 * @param errorLimit promised share of errors, above 0 and below 1
 * @param errorTolerance tolerated ratio to the live fleet, at least 1
 * @param minRequests fewest candidate requests to advance, not negative
 * @param alpha probability of a false rollback over the whole rollout
 * @param steps steps of the rollout
 * @param comparedSteps of these, how many have a live arm
 * @param bakeEnd when the bake is over
 * @param lastCall when a conclusion must be there, late ticks or not
 * @param tick length of a tick
 */
public record Policy(
    String seed,
    double errorLimit,
    double errorTolerance,
    long minRequests,
    double alpha,
    int steps,
    int comparedSteps,
    Instant bakeEnd,
    Instant lastCall,
    Duration tick) {

  /** Evidence at which a gate fires: α is split evenly over all gates of the rollout (Bonferroni). */
  double needed() {
    return (steps + comparedSteps) / alpha;
  }

  /** The share of α that one gate has. */
  double gateAlpha() {
    return 1 / needed();
  }
}
