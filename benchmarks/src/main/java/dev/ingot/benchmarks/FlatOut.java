package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;
import static dev.ingot.benchmarks.report.Figures.times;

import dev.ingot.benchmarks.load.BareLoop;
import dev.ingot.benchmarks.load.Contender;
import dev.ingot.benchmarks.load.Lane;
import dev.ingot.benchmarks.load.Latencies;
import dev.ingot.benchmarks.load.Preload;
import dev.ingot.benchmarks.load.Work;
import dev.ingot.benchmarks.load.Worker;
import dev.ingot.benchmarks.report.Chart;
import dev.ingot.benchmarks.report.Goal;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.stand.Stand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many tasks a second get through one hop when there are always more. */
final class FlatOut implements Benchmark {
  private static final int PARTITIONS = 3;
  private static final double LIMIT = 0.8;

  /**
   * So many that one record at a time of each fills a transaction: with fewer, a worker's are
   * smaller, for it keeps their order.
   */
  private static final int SERVICES = 10_000;

  private record Measured(double perSecond, double batch) {}

  /** How a contender is started. */
  private interface Start {
    Contender on(Lane lane, Stand stand);
  }

  private record Runner(String label, String prefix, Start start, boolean goal) {}

  private static final Runner BARE =
      new Runner("bare loop", "bare", (lane, s) -> BareLoop.along(lane, Work.NONE, s), false);

  /** Its messages are a worker's. */
  private static final Runner EVENTS =
      new Runner("bare loop of events", "events", BareLoop::ofEvents, false);

  private static final List<Runner> RUNNERS =
      List.of(
          BARE,
          new Runner("bare loop of bytes", "bytes", BareLoop::ofBytes, false),
          EVENTS,
          new Runner(
              "StageWorker", "worker", (lane, s) -> Worker.along(lane, Work.NONE, false, s), true),
          new Runner(
              "StageWorker, listening",
              "listening",
              (lane, s) -> Worker.along(lane, Work.NONE, true, s),
              true));

  @Override
  public String name() {
    return "flat-out";
  }

  @Override
  public String shows() {
    return "tasks a second when there are always more, beside a bare transactional loop";
  }

  @Override
  public Report run(Effort effort) throws Exception {
    int tasks = effort.of(300_000, 100_000, 3_000);
    Map<Runner, List<Measured>> results = new LinkedHashMap<>();
    try (Stand stand = Stand.open()) {
      // A worker is more code to compile than a loop.
      int warmUps = effort.of(2, 2, 0);
      for (int i = -warmUps; i < effort.of(5, 2, 1); i++) {
        for (Runner runner : RUNNERS) {
          Measured measured = measure(runner, i + warmUps, tasks, stand);
          if (i >= 0) {
            results.computeIfAbsent(runner, r -> new ArrayList<>()).add(measured);
          }
        }
      }
    }
    return report(results, tasks, effort);
  }

  private static Measured measure(Runner runner, int round, int tasks, Stand stand)
      throws Exception {
    Lane lane = Lane.of("%s-%d.".formatted(runner.prefix(), round), 1).on(stand, PARTITIONS);
    Preload.fill(lane, tasks, i -> "service-" + i % SERVICES, stand);
    try (Contender contender = runner.start().on(lane, stand)) {
      double perSecond = Preload.drained(lane, tasks, stand);
      return new Measured(perSecond, (double) tasks / contender.transactions());
    }
  }

  private Report report(Map<Runner, List<Measured>> results, int tasks, Effort effort) {
    List<List<String>> rows = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    List<Chart.Group> groups = new ArrayList<>();
    Map<String, Object> raw = new LinkedHashMap<>();
    double bare = perSecond(results.getOrDefault(BARE, List.of()));
    double events = perSecond(results.getOrDefault(EVENTS, List.of()));
    results.forEach(
        (runner, rounds) -> {
          double perSecond = perSecond(rounds);
          double ratio = perSecond / bare;
          double batch = Latencies.median(rounds.stream().map(Measured::batch).toList());
          rows.add(
              List.of(
                  runner.label(),
                  figure(perSecond),
                  figure(batch),
                  times(ratio),
                  times(perSecond / events)));
          groups.add(new Chart.Group(runner.label(), List.of(perSecond)));
          raw.put(runner.label(), rounds);
          if (runner.goal()) {
            goals.add(
                Goal.atLeast(
                    runner.label() + ": throughput to the bare loop's", ratio, LIMIT, "×"));
          }
        });
    return new Report(
        name(),
        "What a StageWorker costs in throughput",
        List.of(
            "%s tasks wait in a topic of %d partitions; then a contender is started and takes them"
                    .formatted(figure(tasks), PARTITIONS)
                + " through one hop, exactly once, as fast as it can. The broker runs in a process"
                + " of its own and stamps what comes out; the figure is all but the first"
                + " transaction's tasks over the time between the first and the last stamp. Nothing"
                + " reads or writes beside the contender; afterwards every task must have come out"
                + " once.",
            "The size of a transaction decides about throughput, so every contender may take as many"
                + " tasks into one (%s): the mean is in the table. A worker takes one task of a key"
                    .formatted(figure(BareLoop.MOST_OF_A_BATCH))
                + " at a time, so there are %s keys. Medians of %d rounds, contenders in turn."
                    .formatted(figure(SERVICES), effort.of(5, 2, 1)),
            "The bare loop decodes and encodes each task as a worker does; the loop of bytes does not"
                + " even that, and the loop of events also writes the headers of a CloudEvent, so"
                + " that its messages are a worker's. A worker also commits out of order, keeps the order of each key,"
                + " logs a line for every outcome, and counts. All of them run in the JVM that"
                + " measures, with more heap than a worker has by default, and both compilers."),
        new Table(
            List.of(
                "",
                "tasks/s",
                "tasks a transaction",
                "to the bare loop",
                "to the bare loop of events"),
            rows),
        goals,
        List.of(
            "*Listening* means that the stage also reads its own output back, as all real stages"
                + " do: the same records are read, decoded and remembered once more."),
        new Chart(
            "Throughput of one hop",
            "tasks a second",
            Chart.Scale.LINEAR,
            List.of("tasks a second"),
            groups),
        Map.of("rounds", raw));
  }

  private static double perSecond(List<Measured> rounds) {
    return Latencies.median(rounds.stream().map(Measured::perSecond).toList());
  }
}
