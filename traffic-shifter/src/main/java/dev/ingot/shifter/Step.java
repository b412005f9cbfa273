package dev.ingot.shifter;

import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.RolloutPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One step of a rollout.
 *
 * @param index from 0
 * @param weight the candidate's, in percent
 * @param bake how long it is watched
 * @param approveWithin how long an operator's approval of it is waited for; empty when it needs
 *     none
 */
record Step(int index, int weight, Duration bake, Optional<Duration> approveWithin) {

  /** The rollout's steps; a first deployment has nobody to share with and goes straight to 100. */
  static List<Step> of(FleetProvisioned fleet) {
    RolloutPlan plan = fleet.getPlan().getRollout();
    if (fleet.getLive() == null) {
      // What asks for an approval on the way to 100 asks for one here.
      return List.of(
          new Step(
              0,
              100,
              Duration.ofMillis(plan.getBakes().getLast()),
              approval(plan, !plan.getApproveBefore().isEmpty())));
    }
    return IntStream.range(0, plan.getSteps().size())
        .mapToObj(
            i -> {
              int weight = plan.getSteps().get(i);
              return new Step(
                  i,
                  weight,
                  Duration.ofMillis(plan.getBakes().get(i)),
                  approval(plan, plan.getApproveBefore().contains(weight)));
            })
        .toList();
  }

  private static Optional<Duration> approval(RolloutPlan plan, boolean needed) {
    return needed ? Optional.of(Duration.ofMillis(plan.getApproveWithin())) : Optional.empty();
  }
}
