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

  private final List<Run> runs = new ArrayList<>();
  private List<String> violations = List.of();
  private int samples;
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
    rollouts = (int) of.stream().filter(Rollout::hasLive).count();
    violations = WeightCheck.violations(seen, of);
  }

  boolean clean() {
    return violations.isEmpty();
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
        + "\n%d samples of the listener's weights over %d rollouts, ten a second: %d outside of the plan.\n"
            .formatted(samples, rollouts, violations.size())
        + String.join("\n", violations.subList(0, Math.min(MOST_SHOWN, violations.size())));
  }

  void write(Path folder) throws IOException {
    Map<String, Object> data =
        Map.of(
            "machine", Figures.machine(),
            "takeovers",
                runs.stream()
                    .map(r -> Map.of("seconds", r.seconds(), "weight", r.weight()))
                    .toList(),
            "samples", samples,
            "rollouts", rollouts,
            "outsideOfThePlan", violations);
    Figures.write(folder, "takeover", data, page());
  }
}
