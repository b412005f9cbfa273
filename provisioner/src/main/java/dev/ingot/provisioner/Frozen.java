package dev.ingot.provisioner;

import dev.ingot.events.Deployment;
import dev.ingot.provisioner.ProvisionDecision.Said;
import dev.ingot.stage.StageContext;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for a thaw, and has begun nothing: so that it is told once, and that the cloud is not
 * asked meanwhile. Thread-safe; after a takeover the cloud is asked once more.
 */
final class Frozen {
  private static final Logger LOG = LoggerFactory.getLogger(Frozen.class);

  private final Stays waiting;

  /**
   * @param lease how long a deployment is remembered that does not come back
   */
  Frozen(Duration lease) {
    this.waiting = new Stays(lease);
  }

  /** At its first look nothing is known of it: another worker may have begun it meanwhile. */
  void arrive(String deployment, StageContext context) {
    if (!context.begun()) {
      waiting.leave(deployment);
    }
  }

  /** Whether it goes on waiting, for there is no news of it. */
  boolean stays(String deployment, Said said, Instant now) {
    if (!said.frozen()) {
      forget(deployment);
    }
    boolean stays =
        waiting.has(deployment)
            && said.outcome().isEmpty()
            && said.abort().isEmpty()
            && !said.newerWaiting();
    if (stays) {
      waiting.see(deployment, now);
    }
    return stays;
  }

  void await(Deployment deployment, Instant now) {
    boolean waited = waiting.has(deployment.getId());
    waiting.see(deployment.getId(), now);
    if (!waited) {
      LOG.info(
          "deployment={} stage=provisioner waits: nothing is begun for {} in {} while it is frozen",
          deployment.getId(),
          deployment.getService(),
          deployment.getEnvironment());
    }
  }

  void forget(String deployment) {
    if (waiting.leave(deployment)) {
      LOG.info("deployment={} stage=provisioner waits no longer for a thaw", deployment);
    }
  }
}
