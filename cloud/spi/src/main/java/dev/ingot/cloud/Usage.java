package dev.ingot.cloud;

/**
 * What is taken of what an environment has room for, or would be taken.
 *
 * @param instances sizes of all fleets that Ingot made in the environment
 * @param groups groups of instances of the account and region, whoever made them
 * @param targetGroups target groups of the environment's load balancer, whoever made them
 * @param rules rules of the environment's listener but its default one, whoever made them
 */
public record Usage(int instances, int groups, int targetGroups, int rules) {
  /**
   * What a fleet takes that is not there yet.
   *
   * @param size instances
   * @param routed whether the service has its rule already; the preview's comes with the fleet
   */
  public static Usage ofFleet(int size, boolean routed) {
    return new Usage(size, 1, 1, routed ? 1 : 2);
  }

  /** Both together. */
  public Usage plus(Usage other) {
    return new Usage(
        instances + other.instances,
        groups + other.groups,
        targetGroups + other.targetGroups,
        rules + other.rules);
  }
}
