package dev.ingot.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * What no service may go below (or above) in an environment.
 *
 * @param bake shortest time that a step is watched
 * @param steps fewest steps of a rollout
 * @param minInstances fewest instances of a fleet
 * @param maxInstances most instances of a fleet
 * @param judges judges that every service must name
 * @param alpha highest probability of a false rollback, above 0, at most 0.5
 * @param minRequests lowest {@code verify.minRequests}
 * @param approve whether every rollout must ask for an approval
 */
public record Floors(
    Duration bake,
    int steps,
    int minInstances,
    int maxInstances,
    List<String> judges,
    double alpha,
    long minRequests,
    boolean approve) {
  /** Most instances of a fleet where no floor says less. */
  static final int MOST_INSTANCES = 1000;

  /** An environment without floors. */
  public static final Floors NONE =
      new Floors(Duration.ZERO, 1, 1, MOST_INSTANCES, List.of(), 0.5, 0, false);

  public Floors {
    judges = List.copyOf(judges);
  }
}
