package dev.ingot.provisioner;

import dev.ingot.events.Deployment;
import dev.ingot.provisioner.ProvisionDecision.Said;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.Waiting;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deployments that wait for a thaw, and have begun nothing; without news the cloud is not asked.
 * Thread-safe.
 */
final class Frozen {
  private static final Logger LOG = LoggerFactory.getLogger(Frozen.class);

  private final Waiting waiting;

  /**
   * @param lease how long a deployment is remembered that does not come back
   */
  Frozen(Duration lease) {
    this.waiting = new Waiting(lease);
  }

  void arrive(String deployment, StageContext context) {
    waiting.arrive(deployment, context.begun());
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
    if (waiting.begin(deployment.getId(), now)) {
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
