package dev.ingot.sandbox;

import dev.ingot.sandbox.History.Story;
import dev.ingot.sandbox.Load.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How quickly bad versions were taken back, over several runs. */
final class RollbackFigures {
  private final int requestsPerSecond;
  private final List<Double> seconds = new ArrayList<>();
  private long failed;
  private double expected;

  RollbackFigures(int requestsPerSecond) {
    this.requestsPerSecond = requestsPerSecond;
  }

  void add(Story story, Map<String, Count> counts) {
    Optional<Instant> back = story.backAt();
    Count count = counts.get("v3");
    if (back.isEmpty() || count == null) {
      return;
    }
    count
        .firstFailure()
        .ifPresent(first -> seconds.add(Duration.between(first, back.get()).toMillis() / 1000.0));
    failed += count.failed.get();
    expected += DemoReport.expectedFailures(story, requestsPerSecond);
  }

  void print(Terminal terminal) {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    terminal.line("");
    if (sorted.isEmpty()) {
      terminal.line("no run had a failed request");
      return;
    }
    terminal.line(
        String.format(
            Locale.ROOT,
            "%d runs: from first bad response to weight 0: median %.1f s, 95th percentile %.1f s, most %.1f s",
            sorted.size(),
            Figures.quantile(sorted, 0.5),
            Figures.quantile(sorted, 0.95),
            sorted.get(sorted.size() - 1)));
    terminal.line(
        String.format(
            Locale.ROOT,
            "%d requests failed, %.0f expected at weight × failure rate × time exposed (%.2f×)",
            failed,
            expected,
            failed / expected));
  }
}
