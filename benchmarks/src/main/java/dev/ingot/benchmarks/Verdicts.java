package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;

import dev.ingot.benchmarks.report.Chart;
import dev.ingot.benchmarks.report.Goal;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.verdicts.Judged;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hundreds of rollouts that one verifier judges at once: processor, heap, and late ticks. */
final class Verdicts implements Benchmark {
  private static final double TICK_MILLIS = 1_000;

  @Override
  public String name() {
    return "verdicts";
  }

  @Override
  public String shows() {
    return "300 rollouts judged at once by one verifier: processor time, heap, late ticks";
  }

  @Override
  public Report run(Effort effort) throws IOException, InterruptedException {
    Duration bake = Duration.ofSeconds(effort.of(60, 20, 5));
    List<Integer> sizes =
        effort == Effort.SMOKE ? List.of(5) : List.of(1, effort.of(100, 30, 5), 300);
    List<Judged> rounds = new ArrayList<>();
    for (int rollouts : sizes) {
      rounds.add(Judged.of(rollouts, bake));
    }
    return report(rounds, bake);
  }

  private Report report(List<Judged> rounds, Duration bake) {
    Judged most = rounds.getLast();
    return new Report(
        name(),
        "%d rollouts judged at once".formatted(most.rollouts()),
        List.of(
            "One verifier in a process of its own, with the options that workers have by default but for the heap (-Xmx%dm), is given that many rollouts in one go, each at its first step of %d s, with ticks of a second that can be had 250 ms after their end."
                    .formatted(Judged.mostHeap(), bake.toSeconds())
                + " The broker is a real one in another process; the cloud is in the verifier's memory, and its traffic made up: 100 requests a second for each service, 5 of them the candidate's, 1 % of which fail.",
            "A tick is as late as the broker's time of its announcement is after the moment at which it could be had. In it are the timer, the questions to the cloud, the judging of all ticks so far, and a transaction."
                + " Processor time is the operating system's account of the whole process from the first event to the end of the bake, its start not included; heap is what its collections left, the most of what was seen."),
        new Table(
            List.of(
                "rollouts",
                "verdicts",
                "ticks",
                "late: p50 ms",
                "late: p99 ms",
                "late: most ms",
                "% of one core",
                "heap MiB"),
            rounds.stream().map(Verdicts::row).toList()),
        List.of(
            Goal.atLeast("verdicts", most.verdicts(), most.rollouts(), "verdicts"),
            Goal.atMost("latest tick", late(most, 1), TICK_MILLIS, "ms")),
        List.of(
            "%d of the %d were told to advance. A look judges the whole step again from its ticks, so a rollout costs more the longer its step has lasted."
                .formatted(most.advanced(), most.verdicts())),
        new Chart(
            "How late ticks are",
            "milliseconds",
            Chart.Scale.LINEAR,
            rounds.stream().map(round -> round.rollouts() + " at once").toList(),
            List.of(
                group("p50", rounds, 0.5), group("p99", rounds, 0.99), group("most", rounds, 1))),
        Map.of("rounds", rounds.stream().map(Verdicts::raw).toList()));
  }

  private static Chart.Group group(String label, List<Judged> rounds, double quantile) {
    return new Chart.Group(label, rounds.stream().map(round -> late(round, quantile)).toList());
  }

  private static List<String> row(Judged round) {
    return List.of(
        figure(round.rollouts()),
        figure(round.verdicts()),
        figure(round.ticks()),
        figure(late(round, 0.5)),
        figure(late(round, 0.99)),
        figure(late(round, 1)),
        figure(round.cpu()),
        figure(round.heap()));
  }

  private static Map<String, Double> raw(Judged round) {
    return Map.of(
        "rollouts", (double) round.rollouts(),
        "verdicts", (double) round.verdicts(),
        "advanced", (double) round.advanced(),
        "ticks", (double) round.ticks(),
        "late p50 ms", late(round, 0.5),
        "late p99 ms", late(round, 0.99),
        "late most ms", late(round, 1),
        "% of one core", round.cpu(),
        "heap MiB", round.heap());
  }

  /** Infinite when nothing was announced at all. */
  private static double late(Judged round, double quantile) {
    List<Double> sorted = round.late();
    return sorted.isEmpty()
        ? Double.POSITIVE_INFINITY
        : sorted.get(Math.max(0, (int) Math.ceil(quantile * sorted.size()) - 1));
  }
}
