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
 */
public record Floors(
    Duration bake, int steps, int minInstances, int maxInstances, List<String> judges) {
  /** Most instances of a fleet where no floor says less. */
  static final int MOST_INSTANCES = 1000;

  /** An environment without floors. */
  public static final Floors NONE = new Floors(Duration.ZERO, 1, 1, MOST_INSTANCES, List.of());

  public Floors {
    judges = List.copyOf(judges);
  }
}
