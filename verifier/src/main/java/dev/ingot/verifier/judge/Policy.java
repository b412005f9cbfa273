package dev.ingot.verifier.judge;

import java.time.Duration;
import java.time.Instant;

/**
 * What a step is held to, fixed before it begins.
 *
 * @param seed what the draws derive from: the deployment and the metric
 * @param errorLimit promised share of errors, above 0 and below 0.5
 * @param errorTolerance tolerated ratio to the live fleet, at least 1
 * @param minRequests fewest candidate requests to advance, not negative
 * @param needed evidence at which a gate fires: &alpha; of the whole rollout, split evenly over all
 *     its gates (Bonferroni), turned over
 * @param bakeEnd when the bake is over
 * @param lastCall when a conclusion must be there, late ticks or not
 * @param tick length of a tick
 */
public record Policy(
    String seed,
    double errorLimit,
    double errorTolerance,
    long minRequests,
    double needed,
    Instant bakeEnd,
    Instant lastCall,
    Duration tick) {

  /** The share of α that one gate has. */
  double gateAlpha() {
    return 1 / needed;
  }
}
