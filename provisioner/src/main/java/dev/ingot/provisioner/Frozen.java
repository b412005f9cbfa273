package dev.ingot.provisioner;

import dev.ingot.events.Deployment;
import dev.ingot.provisioner.ProvisionDecision.Said;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for a thaw, and has begun nothing: so that it is told once, and that the cloud is not
 * asked meanwhile. Thread-safe; after a takeover the cloud is asked once more.
 */
final class Frozen {
  private static final Logger LOG = LoggerFactory.getLogger(Frozen.class);

  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /** Whether it goes on waiting, for there is no news of it. */
  boolean stays(String deployment, Said said) {
    if (!said.frozen()) {
      forget(deployment);
    }
    return waiting.contains(deployment)
        && said.outcome().isEmpty()
        && said.abort().isEmpty()
        && !said.newerWaiting();
  }

  void await(Deployment deployment) {
    if (waiting.add(deployment.getId())) {
      LOG.info(
          "deployment={} stage=provisioner waits: nothing is begun for {} in {} while it is frozen",
          deployment.getId(),
          deployment.getService(),
          deployment.getEnvironment());
    }
  }

  private void forget(String deployment) {
    if (waiting.remove(deployment)) {
      LOG.info("deployment={} stage=provisioner waits no longer for a thaw", deployment);
    }
  }
}
