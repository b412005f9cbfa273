package dev.ingot.shifter;

import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.RolloutPlan;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One step of a rollout.
 *
 * @param index from 0
 * @param weight the candidate's, in percent
 * @param bake how long it is watched
 */
record Step(int index, int weight, Duration bake) {

  /** The rollout's steps; a first deployment has nobody to share with and goes straight to 100. */
  static List<Step> of(FleetProvisioned fleet) {
    RolloutPlan plan = fleet.getPlan().getRollout();
    if (fleet.getLive() == null) {
      return List.of(new Step(0, 100, Duration.ofMillis(plan.getBakes().getLast())));
    }
    return IntStream.range(0, plan.getSteps().size())
        .mapToObj(
            i -> new Step(i, plan.getSteps().get(i), Duration.ofMillis(plan.getBakes().get(i))))
        .toList();
  }
}
