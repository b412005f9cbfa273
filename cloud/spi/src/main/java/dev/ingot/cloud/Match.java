package dev.ingot.cloud;

/**
 * Which requests a service's rule takes.
 *
 * @param host host name in lower case, without wildcards
 * @param path this path and all below it; {@code /} is every path. No {@code /} at its end, no
 *     wildcards
 */
public record Match(String host, String path) {
  /** Longer than what a load balancer takes for a pattern. */
  private static final int LONGEST = 120;

  public Match {
    if (!host.matches("[a-z0-9.-]{1,128}")) {
      throw new IllegalArgumentException("not a host name: " + host);
    }
    if (!path.equals("/") && !path.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new IllegalArgumentException("not a path without wildcards: " + path);
    }
    if (path.length() > LONGEST) {
      throw new IllegalArgumentException("longer than %d characters: %s".formatted(LONGEST, path));
    }
  }

  /** Every path of the host. */
  public static Match all(String host) {
    return new Match(host, "/");
  }

  /** How many parts the path has; of two that both match, the one with more is the longer. */
  public int depth() {
    return path.equals("/") ? 0 : (int) path.chars().filter(c -> c == '/').count();
  }
}
