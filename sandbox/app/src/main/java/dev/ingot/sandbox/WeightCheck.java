package dev.ingot.sandbox;

import dev.ingot.sandbox.RolloutLog.Rollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds the weights that were seen against what the plan allowed at that moment. Pure. */
final class WeightCheck {
  private WeightCheck() {}

  /**
   * The weights at one moment between two times.
   *
   * @param weights by target group
   */
  record Sample(Instant from, Instant to, Map<String, Integer> weights) {
    int of(String fleet) {
      return weights.entrySet().stream()
          .filter(each -> each.getKey().contains("/" + fleet + "/"))
          .mapToInt(Map.Entry::getValue)
          .sum();
    }

    int total() {
      return weights.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /**
   * A sentence for each sample that was outside of the plan: lower than what had been announced, or
   * higher than what the judges had let it go on to. Only of rollouts that have a live fleet.
   */
  static List<String> violations(List<Sample> samples, List<Rollout> rollouts) {
    List<String> found = new ArrayList<>();
    for (Rollout rollout : rollouts) {
      if (!rollout.hasLive()) {
        continue;
      }
      for (Sample sample : samples) {
        if (!sample.from().isBefore(rollout.since())
            && rollout.endedAt().map(end -> sample.to().isBefore(end)).orElse(true)) {
          check(sample, rollout, found);
        }
      }
    }
    return found;
  }

  private static void check(Sample sample, Rollout rollout, List<String> found) {
    int weight = sample.of(rollout.candidate());
    int least =
        rollout.shifts().stream()
            .filter(shift -> !shift.at().isAfter(sample.from()))
            .mapToInt(RolloutLog.Said::weight)
            .max()
            .orElse(0);
    long passed =
        rollout.advances().stream()
            .filter(verdict -> !verdict.at().isAfter(sample.to()))
            .map(RolloutLog.Said::step)
            .distinct()
            .count();
    int last = rollout.weights().size() - 1;
    int most = rollout.weights().get((int) Math.min(passed, last));
    if (weight < least || weight > most || sample.total() != 100) {
      found.add(
          "%s: %s had %d %% of %d; the plan allowed %d to %d %%"
              .formatted(sample.from(), rollout.candidate(), weight, sample.total(), least, most));
    }
  }
}
