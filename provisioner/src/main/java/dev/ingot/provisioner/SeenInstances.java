package dev.ingot.provisioner;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.InstanceState;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which instances of a candidate were seen, to tell how many were replaced. Only shortens
 * a wait that has a deadline anyway: what is forgotten in a restart does no harm.
 */
final class SeenInstances {
  /** More than any limit of replacements needs. */
  private static final int MOST = 2_000;

  private final Map<String, Set<String>> byDeployment = new ConcurrentHashMap<>();

  /** Instances of the fleet that were seen before and are gone. */
  int replaced(String deployment, FleetState fleet) {
    Set<String> seen = byDeployment.computeIfAbsent(deployment, d -> ConcurrentHashMap.newKeySet());
    for (InstanceState instance : fleet.instances()) {
      if (seen.size() < MOST) {
        seen.add(instance.id());
      }
    }
    Set<String> there = Set.copyOf(fleet.instances().stream().map(InstanceState::id).toList());
    return (int) seen.stream().filter(id -> !there.contains(id)).count();
  }

  void forget(String deployment) {
    byDeployment.remove(deployment);
  }
}
