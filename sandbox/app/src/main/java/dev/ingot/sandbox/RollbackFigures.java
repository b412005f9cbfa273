package dev.ingot.sandbox;

import dev.ingot.events.Decision;
import dev.ingot.events.VerdictReached;
import dev.ingot.sandbox.History.Story;
import dev.ingot.sandbox.Load.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How quickly bad versions were taken back, over several runs. */
final class RollbackFigures {
  private final int requestsPerSecond;
  private final double failureRate;
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> toVerdict = new ArrayList<>();
  private final List<Double> fromVerdict = new ArrayList<>();
  private long failed;
  private double expected;

  /**
   * @param failureRate share of its requests that the bad version fails, 0 to 1
   */
  RollbackFigures(int requestsPerSecond, double failureRate) {
    this.requestsPerSecond = requestsPerSecond;
    this.failureRate = failureRate;
  }

  void add(String version, Story story, Map<String, Count> counts) {
    Optional<Instant> back = story.backAt();
    Count count = counts.get(version);
    if (back.isEmpty() || count == null) {
      return;
    }
    Optional<Instant> first = count.firstFailure();
    Optional<Instant> verdict = refused(story);
    first.ifPresent(at -> seconds.add(between(at, back.get())));
    if (first.isPresent() && verdict.isPresent()) {
      toVerdict.add(between(first.get(), verdict.get()));
    }
    verdict.ifPresent(at -> fromVerdict.add(between(at, back.get())));
    failed += count.failed.get();
    expected += DemoReport.expectedFailures(story, requestsPerSecond, failureRate);
  }

  private static Optional<Instant> refused(Story story) {
    return story.verdicts.stream()
        .filter(verdict -> verdict.getDecision() == Decision.ROLL_BACK)
        .map(VerdictReached::getReachedAt)
        .findFirst();
  }

  private static double between(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  void print(Terminal terminal) {
    terminal.line("");
    if (seconds.isEmpty()) {
      terminal.line("no run had a failed request");
      return;
    }
    terminal.line(quantiles("from first bad response to weight 0", seconds));
    terminal.line(quantiles("from first bad response to ROLL_BACK", toVerdict));
    terminal.line(quantiles("from ROLL_BACK to weight 0", fromVerdict));
    terminal.line(
        String.format(
            Locale.ROOT,
            "%d requests failed, %.0f expected at weight × failure rate × time exposed (%.2f×)",
            failed,
            expected,
            failed / expected));
  }

  private static String quantiles(String what, List<Double> unsorted) {
    List<Double> sorted = unsorted.stream().sorted().toList();
    return sorted.isEmpty()
        ? "no run: " + what
        : String.format(
            Locale.ROOT,
            "%d runs: %s: median %.2f s, 95th percentile %.2f s, most %.2f s",
            sorted.size(),
            what,
            Figures.quantile(sorted, 0.5),
            Figures.quantile(sorted, 0.95),
            sorted.getLast());
  }
}
