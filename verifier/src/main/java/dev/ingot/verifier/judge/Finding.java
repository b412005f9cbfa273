package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;

/**
 * What one gate found.
 *
 * @param method comparison, limit or health
 * @param sentence one sentence for people
 * @param evidence E
 * @param needed the E at which the gate fires
 * @param bound tolerated ratio or share
 */
public record Finding(
    String metric,
    String method,
    String sentence,
    Counts candidate,
    Counts live,
    double evidence,
    double needed,
    double bound,
    double alpha) {
  boolean fired() {
    return evidence >= needed;
  }
}
