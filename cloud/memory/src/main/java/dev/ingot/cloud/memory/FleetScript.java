package dev.ingot.cloud.memory;

import java.time.Duration;

/**
 * How a fleet's instances do. A look is one {@code find}, {@code fleets} or {@code all} that shows
 * the fleet.
 *
 * @param healthyAfterLooks looks that find them initial first
 * @param healthyAfter time since the fleet was made that finds them initial first
 * @param diesAfterLooks looks that find them alive; after that they are unhealthy
 * @param reason why they are unhealthy, in the service's words
 */
public record FleetScript(
    int healthyAfterLooks, Duration healthyAfter, int diesAfterLooks, String reason) {
  private static final int NEVER = Integer.MAX_VALUE;

  public static FleetScript healthyAtOnce() {
    return healthyAfterLooks(0);
  }

  public static FleetScript healthyAfterLooks(int looks) {
    return new FleetScript(looks, Duration.ZERO, NEVER, "");
  }

  public static FleetScript healthyAfter(Duration time) {
    return new FleetScript(0, time, NEVER, "");
  }

  /** Instances that come up and fail every health check. */
  public static FleetScript neverHealthy(String reason) {
    return new FleetScript(0, Duration.ZERO, 0, reason);
  }

  /** Instances that are healthy at once and unhealthy after so many looks. */
  public static FleetScript diesAfterLooks(int looks, String reason) {
    return new FleetScript(0, Duration.ZERO, looks, reason);
  }

  String healthAt(int looks, Duration age) {
    if (looks > diesAfterLooks || diesAfterLooks == 0) {
      return "unhealthy";
    }
    return looks >= healthyAfterLooks && age.compareTo(healthyAfter) >= 0 ? "healthy" : "initial";
  }
}
