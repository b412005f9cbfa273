package dev.ingot.shifter;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.events.Fleet;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.pipeline.FreshBaseline;
import java.util.Optional;

/** The fresh baseline that shares a rollout's steps, where there is one. Pure. */
record Beside(FleetProvisioned fleet, Rules rules) {
  static final String DEAD = "none of the fresh baseline's instances is healthy";

  /** Why the baseline is not well enough for the step's traffic; empty when it is, or gets none. */
  Optional<String> unhealthy(Step step, Optional<FleetState> observed) {
    Fleet baseline = fleet.getBaseline();
    int healthy = observed.map(FleetState::healthy).orElse(0);
    return baseline != null && rules.baselineWeight(step) > 0 && healthy < baseline.getSize()
        ? Optional.of(
            "%d of %d instances of the fresh baseline are healthy"
                .formatted(healthy, baseline.getSize()))
        : Optional.empty();
  }

  /** Whether it has the step's traffic, and nobody who could answer. */
  boolean isDead(Step step, Optional<FleetState> observed) {
    return rules.baselineWeight(step) > 0
        && observed.filter(baseline -> baseline.healthy() == 0).isPresent();
  }

  /** For people: its part in the step, or why it has none; empty when nobody asked for one. */
  String words(Step step) {
    if (!FreshBaseline.isAskedFor(fleet.getPlan())) {
      return "";
    }
    Fleet baseline = fleet.getBaseline();
    if (baseline == null) {
      return "; no fresh baseline: "
          + (fleet.getLive() == null
              ? "there is no live fleet to make it after"
              : "nothing holds up the way back");
    }
    int weight = rules.baselineWeight(step);
    return weight > 0
        ? "; %d %% to the fresh baseline of %d".formatted(weight, baseline.getSize())
        : "; nothing is left for the fresh baseline";
  }
}
