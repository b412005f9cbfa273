package dev.ingot.shifter;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.stage.Repeating;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores the live weights of one environment wherever the rule's rollback time has passed: the
 * way back that needs no Kafka and no owner. Any number of guards may run at once.
 */
public final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private final String environment;
  private final Supplier<Cloud> cloud;
  private final InstantSource clock;

  Guard(String environment, Supplier<Cloud> cloud, InstantSource clock) {
    this.environment = environment;
    this.cloud = cloud;
    this.clock = clock;
  }

  /**
   * Guards until closed, on a thread of its own.
   *
   * @param interval between two looks at the rules
   */
  public static AutoCloseable start(String environment, Supplier<Cloud> cloud, Duration interval) {
    Guard guard = new Guard(environment, cloud, InstantSource.system());
    return Repeating.start("guard-" + environment, interval, guard::look);
  }

  /** One look at every service's rule; one that fails does not hold up the others. */
  void look() {
    Cloud open = cloud.get();
    CloudException trouble = null;
    for (String service : GuardDecision.due(open.traffic().routes(), clock.instant())) {
      try {
        open.traffic().restoreLive(service);
        LOG.warn(
            "service={} environment={} goes back to its live fleet: nobody renewed its candidate",
            service,
            environment);
      } catch (CloudException e) {
        trouble = e;
      }
    }
    if (trouble != null) {
      throw trouble;
    }
  }
}
