package dev.ingot.benchmarks.rollouts;

/**
 * What both fleets did in one second of a rollout.
 *
 * @param second from 0
 */
public record Second(int second, Arm candidate, Arm live) {

  /**
   * One fleet.
   *
   * @param slow slower than the live fleet's p99 from before the step
   * @param verySlow of these, slower than that times the tolerance
   */
  public record Arm(long requests, long errors, long slow, long verySlow) {
    /** Share that failed, or NaN without a request. */
    double errorShare() {
      return (double) errors / requests;
    }

    /** Share that was slow, or NaN without a request. */
    double slowShare() {
      return (double) slow / requests;
    }
  }
}
