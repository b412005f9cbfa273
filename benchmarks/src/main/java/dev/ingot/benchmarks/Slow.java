package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;

import dev.ingot.benchmarks.load.BareLoop;
import dev.ingot.benchmarks.load.Contender;
import dev.ingot.benchmarks.load.Lane;
import dev.ingot.benchmarks.load.Latencies;
import dev.ingot.benchmarks.load.Round;
import dev.ingot.benchmarks.load.Work;
import dev.ingot.benchmarks.load.Worker;
import dev.ingot.benchmarks.report.Chart;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.stand.Stand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What handlers that take a second do to the tasks behind them, in the same partition. */
final class Slow implements Benchmark {
  private static final Duration TIME = Duration.ofSeconds(1);
  private static final int RATE = 50;

  /** One task in so many is slow: every two seconds one. */
  private static final int ONE_IN = 100;

  /** Tasks that all are slow, for the loop, which needs a second for each. */
  private static final int ALL_SLOW_FOR_THE_LOOP = 10;

  private static String service(int task) {
    return isSlow(task) ? Work.SLOW + task : Round.MANY_SERVICES.apply(task);
  }

  private static boolean isSlow(int task) {
    return task % ONE_IN == ONE_IN / 2;
  }

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public String shows() {
    return "what handlers that take a second do to the tasks behind them";
  }

  @Override
  public Report run(Effort effort) throws Exception {
    List<Latencies> loop = new ArrayList<>();
    List<Latencies> worker = new ArrayList<>();
    double loopPerSecond;
    double workerPerSecond;
    int manySlow = effort.of(1_000, 500, 50);
    int loopSlow = effort.of(ALL_SLOW_FOR_THE_LOOP, 5, 2);
    try (Stand stand = Stand.open();
        Round round = new Round(stand)) {
      Lane bareLane = Lane.of("bare.", 1).on(stand, 1);
      Lane workerLane = Lane.of("worker.", 1).on(stand, 1);
      try (Contender bare = BareLoop.along(bareLane, Work.slow(TIME), stand);
          Contender ours = Worker.along(workerLane, Work.slow(TIME), true, stand)) {
        Round.Load quick = Round.Load.of(200, Duration.ofSeconds(effort.of(4, 2, 1)));
        round.run(bareLane, quick);
        round.run(workerLane, quick);
        Round.Load load =
            new Round.Load(RATE, RATE * effort.of(10, 6, 3), Slow::service, task -> !isSlow(task));
        for (int i = 0; i < effort.of(2, 1, 1); i++) {
          loop.add(round.run(bareLane, load));
          worker.add(round.run(workerLane, load));
        }
      }
      loopPerSecond = allSlow("all-bare.", loopSlow, stand, false);
      workerPerSecond = allSlow("all-worker.", manySlow, stand, true);
    }
    return report(loop, worker, loopPerSecond, workerPerSecond, manySlow, effort);
  }

  /** Tasks a second when every one of them takes its time. */
  private static double allSlow(String prefix, int tasks, Stand stand, boolean ours)
      throws InterruptedException {
    Lane lane = Lane.of(prefix, 1).on(stand, 1);
    Work work = Work.slow(TIME);
    try (Contender contender =
            ours ? Worker.along(lane, work, true, stand) : BareLoop.along(lane, work, stand);
        Round round = new Round(stand)) {
      round.run(lane, Round.Load.of(50, Duration.ofSeconds(1)));
      long began = System.nanoTime();
      int sent = tasks;
      // As fast as they can be sent: all of them are there at once.
      round.run(lane, new Round.Load(100_000, sent, i -> Work.SLOW + i, i -> true));
      return sent / ((System.nanoTime() - began) / 1e9);
    }
  }

  private Report report(
      List<Latencies> loop,
      List<Latencies> worker,
      double loopPerSecond,
      double workerPerSecond,
      int manySlow,
      Effort effort) {
    List<List<String>> rows =
        List.of(row("bare loop", loop, loopPerSecond), row("StageWorker", worker, workerPerSecond));
    return new Report(
        name(),
        "Handlers that take a second",
        List.of(
            "One partition, %d tasks a second, one task in %d of which takes %d s to handle (the"
                    .formatted(RATE, ONE_IN, TIME.toSeconds())
                + " handler blocks, as a call to a cloud does). The latency is that of the *other*"
                + " tasks, which take no time and have other keys: from when each was due to be sent"
                + " to a read_committed consumer. Medians of %d rounds of %d s, contenders in turn."
                    .formatted(effort.of(2, 1, 1), effort.of(10, 6, 3)),
            "The last column: how many tasks a second are handled when each of them takes a second"
                + " and each has a key of its own, all there at once (%d for the worker)."
                    .formatted(manySlow)),
        new Table(List.of("", "p50 ms", "p99 ms", "worst ms", "slow tasks/s"), rows),
        List.of(),
        List.of(
            "A loop handles one task after the other, so a slow one holds up everything behind it in"
                + " its partition: head-of-line blocking. More partitions share the damage out and"
                + " do not end it. A worker holds up only what has the same key."),
        new Chart(
            "Tasks behind a slow one, in the same partition",
            "milliseconds",
            Chart.Scale.LINEAR,
            List.of("bare loop", "StageWorker"),
            List.of(
                group("p50", loop, worker, Latencies::p50),
                group("p99", loop, worker, Latencies::p99))),
        Map.of(
            "p50 ms, bare loop", loop.stream().map(Latencies::p50).toList(),
            "p99 ms, bare loop", loop.stream().map(Latencies::p99).toList(),
            "p50 ms, StageWorker", worker.stream().map(Latencies::p50).toList(),
            "p99 ms, StageWorker", worker.stream().map(Latencies::p99).toList(),
            "slow tasks a second, bare loop", loopPerSecond,
            "slow tasks a second, StageWorker", workerPerSecond));
  }

  private static List<String> row(String label, List<Latencies> rounds, double perSecond) {
    return List.of(
        label,
        figure(Latencies.median(rounds, Latencies::p50)),
        figure(Latencies.median(rounds, Latencies::p99)),
        figure(Latencies.median(rounds, l -> l.percentile(1))),
        figure(perSecond));
  }

  private static Chart.Group group(
      String what,
      List<Latencies> loop,
      List<Latencies> worker,
      java.util.function.ToDoubleFunction<Latencies> reading) {
    return new Chart.Group(
        what, List.of(Latencies.median(loop, reading), Latencies.median(worker, reading)));
  }
}
