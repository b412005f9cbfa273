package dev.ingot.cloud;

import java.util.Locale;

/** Names of fleets: they fit a target group's 32 characters and derive from the deployment. */
public final class FleetNames {
  private static final int LONGEST = 32;
  private static final int LONGEST_TAIL = 20;

  private FleetNames() {}

  /**
   * {@code ig-<service, cut>-<short commit and hash of the deployment id>}.
   *
   * @param deploymentId ends with {@code -<short commit>-<hash>}
   * @throws IllegalArgumentException when it does not
   */
  public static String of(String service, String deploymentId) {
    return name(service, deploymentId, "");
  }

  /**
   * The same with {@code -b} at its end: of the fleet that the deployment's own is compared with.
   *
   * @param deploymentId ends with {@code -<short commit>-<hash>}
   * @throws IllegalArgumentException when it does not
   */
  public static String ofBaseline(String service, String deploymentId) {
    return name(service, deploymentId, "-b");
  }

  private static String name(String service, String deploymentId, String end) {
    int hash = deploymentId.lastIndexOf('-');
    int commit = deploymentId.lastIndexOf('-', hash - 1);
    String own = deploymentId.substring(commit + 1);
    String tail = own + end;
    if (commit < 0 || tail.length() > LONGEST_TAIL || !own.matches("[a-z0-9]+-[a-z0-9]+")) {
      throw new IllegalArgumentException("not a deployment id: " + deploymentId);
    }
    String head = head(service);
    String cut = head.substring(0, Math.min(head.length(), LONGEST - 1 - tail.length()));
    return cut.replaceAll("-+$", "") + "-" + tail;
  }

  /** Whether a fleet of that name may be the service's; another's may have such a name too. */
  public static boolean mayBeOf(String service, String fleet) {
    String head = head(service);
    String certain = head.substring(0, Math.min(head.length(), LONGEST - 1 - LONGEST_TAIL));
    return fleet.startsWith(certain.replaceAll("-+$", ""));
  }

  private static String head(String service) {
    return "ig-" + service.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
  }
}
