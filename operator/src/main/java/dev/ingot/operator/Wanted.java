package dev.ingot.operator;

import dev.ingot.events.BakeInputs;
import dev.ingot.events.EnvironmentPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a commit asks for.
 *
 * @param bakeKey of the image that it needs
 * @param inputs what the key is made of
 * @param imageId the image of that key; empty when it is to be baked
 * @param plans one per environment, in order
 * @param refusals why it may not be deployed, for people
 * @param longest time that a deployment may be in hand
 */
record Wanted(
    PlanTarget target,
    String bakeKey,
    BakeInputs inputs,
    Optional<String> imageId,
    List<EnvironmentPlan> plans,
    List<String> refusals,
    Duration longest) {
  Wanted {
    plans = List.copyOf(plans);
    refusals = List.copyOf(refusals);
  }
}
