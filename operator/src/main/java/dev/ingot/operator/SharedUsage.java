package dev.ingot.operator;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Usage;
import java.util.List;

/**
 * What fleets of environments that come first in a sequence take of what a later one counts, too:
 * their former fleets still stand by when the later one's begins. Groups are counted in an account
 * and region, target groups on a load balancer, rules on a listener; instances in each environment
 * by itself.
 */
final class SharedUsage {
  private static final Usage NOTHING = new Usage(0, 0, 0, 0);
  private static final int ACCOUNT = 4;

  private SharedUsage() {}

  /**
   * A fleet that comes first.
   *
   * @param needed what it takes
   */
  record Earlier(CloudEnvironment environment, Usage needed) {}

  /** What of all that is counted in the environment. */
  static Usage in(CloudEnvironment environment, List<Earlier> earlier) {
    return earlier.stream().map(it -> shared(it, environment)).reduce(NOTHING, Usage::plus);
  }

  private static Usage shared(Earlier earlier, CloudEnvironment now) {
    CloudEnvironment before = earlier.environment();
    if (!before.provider().equals(now.provider())
        || !before.region().equals(now.region())
        || !before.endpoint().equals(now.endpoint())
        || !account(before.listener()).equals(account(now.listener()))) {
      return NOTHING;
    }
    Usage needed = earlier.needed();
    return new Usage(
        0,
        needed.groups(),
        balancer(before.listener()).equals(balancer(now.listener())) ? needed.targetGroups() : 0,
        before.listener().equals(now.listener()) ? needed.rules() : 0);
  }

  /** Of an ARN; what is none has none. */
  private static String account(String listener) {
    String[] parts = listener.split(":", -1);
    return parts.length > ACCOUNT ? parts[ACCOUNT] : "";
  }

  /** A listener's ARN is its load balancer's with one part more. */
  private static String balancer(String listener) {
    int end = listener.lastIndexOf('/');
    return end < 0 ? listener : listener.substring(0, end);
  }
}
