package dev.ingot.verifier.sources;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.pipeline.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A series that a step is judged by.
 *
 * @param name as the policy names it
 * @param source where it comes from
 * @param metric what to ask for; empty for the load balancer's own
 * @param pinned whether a threshold is taken from the live fleet's values before the step
 */
public record Asked(String name, SourceKind source, Optional<CustomMetric> metric, boolean pinned) {
  public static final String ERRORS = "errors";
  public static final String LATENCY = "latency";

  /**
   * Whether a step that leaves the live fleet no traffic is compared with how that was before: the
   * rollout has counted it among those that share &alpha;.
   */
  public static boolean looksBack(TrafficShifted shift) {
    return shift.getLive() != null
        && shift.getWeight() == 100
        && shift.getComparedSteps() == shift.getSteps();
  }

  /** Whether it is held against the live fleet. */
  public boolean compared() {
    return metric.map(one -> one.getTolerance() != null).orElse(true);
  }

  /** All series of a step. */
  public static List<Asked> of(TrafficShifted shift) {
    boolean compared = (shift.getLive() != null && shift.getWeight() < 100) || looksBack(shift);
    List<Asked> all = new ArrayList<>();
    if (Gates.asksTheLoadBalancer(shift.getVerify())) {
      all.add(new Asked(ERRORS, SourceKind.LOAD_BALANCER, Optional.empty(), false));
      if (!shift.getVerify().getLatency().isEmpty() && compared) {
        all.add(new Asked(LATENCY, SourceKind.LOAD_BALANCER, Optional.empty(), true));
      }
    }
    for (CustomMetric metric : shift.getVerify().getMetrics()) {
      boolean pinned =
          compared && metric.getTolerance() != null && metric.getQueries().getHistogram() != null;
      all.add(new Asked(metric.getName(), metric.getSource(), Optional.of(metric), pinned));
    }
    return List.copyOf(all);
  }
}
