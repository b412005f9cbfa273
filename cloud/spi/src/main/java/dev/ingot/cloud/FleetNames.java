package dev.ingot.cloud;

import java.util.Locale;

/** Names of fleets: they fit a target group's 32 characters and derive from the deployment. */
public final class FleetNames {
  private static final int LONGEST = 32;

  private FleetNames() {}

  /**
   * {@code ig-<service, cut>-<short commit and hash of the deployment id>}.
   *
   * @param deploymentId ends with {@code -<short commit>-<hash>}
   */
  public static String of(String service, String deploymentId) {
    String[] parts = deploymentId.split("-");
    String tail = parts[parts.length - 2] + "-" + parts[parts.length - 1];
    String head = "ig-" + service.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    String cut = head.substring(0, Math.min(head.length(), LONGEST - 1 - tail.length()));
    return cut.replaceAll("-+$", "") + "-" + tail;
  }
}
