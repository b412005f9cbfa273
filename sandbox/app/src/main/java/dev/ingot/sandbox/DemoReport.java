package dev.ingot.sandbox;

import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.TrafficShifted;
import dev.ingot.sandbox.History.Story;
import dev.ingot.sandbox.Load.Count;
import dev.ingot.sandbox.Terminal.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table at the end of the demo. */
final class DemoReport {
  /** Share of its requests that the bad version of the story fails. */
  static final double V3_FAILS = 0.3;

  private static final String ROW = "%-4s %-30s %-12s %9s %9s %9s %9s %9s %9s";

  private final Terminal terminal;
  private final int requestsPerSecond;

  /** A version and what came of it. */
  record Told(String version, Story story) {}

  DemoReport(Terminal terminal, int requestsPerSecond) {
    this.terminal = terminal;
    this.requestsPerSecond = requestsPerSecond;
  }

  void print(List<Told> stories, Map<String, Count> counts) {
    terminal.line("");
    terminal.line(
        Tone.BOLD,
        String.format(
            Locale.ROOT,
            ROW,
            "",
            "deployment",
            "outcome",
            "bake",
            "provision",
            "shift",
            "total",
            "served",
            "failed"));
    for (Told told : stories) {
      terminal.line(row(told, counts.get(told.version())));
    }
    Count nobody = counts.get(Load.NOBODY);
    if (nobody != null) {
      terminal.line(
          Tone.BAD,
          "%d requests failed without a version: %s"
              .formatted(nobody.failed.get(), nobody.firstReason.get()));
    }
    stories.forEach(told -> exposure(told, counts.get(told.version())));
  }

  static boolean withoutFailures(Map<String, Count> counts, String... versions) {
    return List.of(versions).stream()
        .map(counts::get)
        .allMatch(c -> c == null || c.failed.get() == 0);
  }

  private static String row(Told told, @Nullable Count count) {
    Story story = told.story();
    DeploymentFinished end = story.finished;
    Instant start = story.deployment.getStartedAt();
    @Nullable Instant image = story.image == null ? null : story.image.getReadyAt();
    @Nullable Instant fleet = story.fleet == null ? null : story.fleet.getProvisionedAt();
    @Nullable Instant finish = end == null ? null : end.getFinishedAt();
    return String.format(
        Locale.ROOT,
        ROW,
        told.version(),
        Text.oneLine(story.deployment.getId(), 30),
        end == null ? "none" : end.getOutcome(),
        between(start, image == null ? finish : image),
        between(image, fleet),
        between(fleet, finish),
        between(start, finish),
        count == null ? 0 : count.served.get(),
        count == null ? 0 : count.failed.get());
  }

  private static String between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? "-" : Text.seconds(Duration.between(from, to));
  }

  /** What users saw of a bad version, and what its weight and failure rate would have allowed. */
  private void exposure(Told told, @Nullable Count count) {
    Optional<Instant> back = told.story().backAt();
    if (back.isEmpty() || count == null || count.firstFailure().isEmpty()) {
      return;
    }
    Duration toZero = Duration.between(count.firstFailure().get(), back.get());
    terminal.line(
        "%s: from its first bad response to weight 0: %s; %d requests failed, %s expected at its weight and failure rate"
            .formatted(
                told.version(),
                Text.seconds(toZero),
                count.failed.get(),
                String.format(
                    Locale.ROOT,
                    "%.0f",
                    expectedFailures(told.story(), requestsPerSecond, V3_FAILS))));
  }

  /**
   * Weight × failure rate × requests, over the time that the version had traffic.
   *
   * @param failureRate 0 to 1
   */
  static double expectedFailures(Story story, int requestsPerSecond, double failureRate) {
    double failures = 0;
    List<TrafficShifted> shifts = story.shifts;
    for (int i = 0; i + 1 < shifts.size(); i++) {
      Duration exposed =
          Duration.between(shifts.get(i).getShiftedAt(), shifts.get(i + 1).getShiftedAt());
      failures +=
          shifts.get(i).getWeight()
              / 100.0
              * failureRate
              * requestsPerSecond
              * exposed.toMillis()
              / 1000.0;
    }
    return failures;
  }
}
