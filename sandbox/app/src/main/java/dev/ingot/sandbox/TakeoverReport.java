package dev.ingot.sandbox;

import dev.ingot.sandbox.RolloutLog.Rollout;
import dev.ingot.sandbox.WeightCheck.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The takeovers that were seen, and the weights meanwhile. */
final class TakeoverReport {
  private static final int MOST_SHOWN = 20;

  /** A longer time between two samples could hide a weight that nobody planned. */
  private static final Duration MOST_UNSEEN = Duration.ofSeconds(1);

  private final List<Run> runs = new ArrayList<>();
  private List<String> violations = List.of();
  private int samples;
  private Duration longestGap = Duration.ZERO;
  private int rollouts;

  /** One takeover: from the kill to the end of the new owner's first look. */
  private record Run(double seconds, int weight) {}

  int runs() {
    return runs.size();
  }

  void took(Duration time, int weight) {
    runs.add(new Run(time.toMillis() / 1000.0, weight));
  }

  void weights(List<Sample> seen, List<Rollout> of) {
    samples = seen.size();
    longestGap = longestGap(seen);
    rollouts = (int) of.stream().filter(Rollout::hasLive).count();
    violations = WeightCheck.violations(seen, of);
  }

  /** Nothing was outside of the plan, and nothing could have been without being seen. */
  boolean clean() {
    return violations.isEmpty() && samples > 1 && longestGap.compareTo(MOST_UNSEEN) <= 0;
  }

  private static Duration longestGap(List<Sample> seen) {
    Duration longest = Duration.ZERO;
    for (int i = 1; i < seen.size(); i++) {
      Duration gap = Duration.between(seen.get(i - 1).from(), seen.get(i).from());
      longest = gap.compareTo(longest) > 0 ? gap : longest;
    }
    return longest;
  }

  String page() {
    List<Double> sorted = runs.stream().map(Run::seconds).sorted().toList();
    String table =
        Figures.table(
            List.of(
                List.of("takeovers", "least", "median", "95th percentile", "most"),
                List.of(
                    String.valueOf(runs.size()),
                    Figures.one(sorted.getFirst()) + " s",
                    Figures.one(Figures.quantile(sorted, 0.5)) + " s",
                    Figures.one(Figures.quantile(sorted, 0.95)) + " s",
                    Figures.one(sorted.getLast()) + " s")));
    return table
        + "\n%d samples of the listener's weights over %d rollouts, ten a second (the longest time between two: %d ms): %d outside of the plan.\n"
            .formatted(samples, rollouts, longestGap.toMillis(), violations.size())
        + String.join("\n", violations.subList(0, Math.min(MOST_SHOWN, violations.size())));
  }

  void write(Path folder) throws IOException {
    Map<String, Object> data =
        Map.of(
            "machine",
            Figures.machine(),
            "takeovers",
            runs.stream().map(r -> Map.of("seconds", r.seconds(), "weight", r.weight())).toList(),
            "samples",
            samples,
            "longestGapMillis",
            longestGap.toMillis(),
            "rollouts",
            rollouts,
            "outsideOfThePlan",
            violations);
    Figures.write(folder, "takeover", data, page());
  }
}
