package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;

import dev.ingot.benchmarks.holder.Holder;
import dev.ingot.benchmarks.holder.HolderStatus;
import dev.ingot.benchmarks.holder.Holding;
import dev.ingot.benchmarks.load.Lane;
import dev.ingot.benchmarks.load.Latencies;
import dev.ingot.benchmarks.load.Preload;
import dev.ingot.benchmarks.load.Round;
import dev.ingot.benchmarks.report.Chart;
import dev.ingot.benchmarks.report.Goal;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.stand.Stand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What thousands of tasks in hand cost: heap, processor time, and the latency of a new one. */
final class Waiting implements Benchmark {
  static final int PARTITIONS = 3;

  /** How often a provisioner looks at a fleet whose outcome it waits for. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  static final Duration IN_HAND_WITHIN = Duration.ofSeconds(90);

  private static final int RATE = 50;
  private static final double MIB = 1024 * 1024;

  /** One late compilation of a second or two must not pass for what a worker takes for days. */
  private static final int WINDOWS = 3;

  /**
   * A worker in one state.
   *
   * @param heap MiB in use after a collection
   * @param cpu percent of one core while nothing comes in
   * @param looks looks a second meanwhile
   */
  private record Figures(double heap, double cpu, double looks, Latencies latencies) {}

  /** One window of idling, by the units of {@link Figures}. */
  private record Idle(double cpu, double looks) {}

  @Override
  public String name() {
    return "waiting";
  }

  @Override
  public String shows() {
    return "10,000 tasks in hand: heap, processor time at idle, latency of a new one";
  }

  @Override
  public Report run(Effort effort) throws Exception {
    int held = effort.of(10_000, 10_000, 300);
    try (Stand stand = Stand.open();
        Round round = new Round(stand)) {
      Lane lane = Holding.lane(Holder.PREFIX).on(stand, PARTITIONS);
      try (Holder holder = Holder.start(stand, 0, interval(effort))) {
        round.run(lane, Round.Load.of(500, Duration.ofSeconds(effort.of(8, 4, 1))));
        Figures before = measure(holder, round, lane, effort.of(15, 5, 1), effort);
        long began = System.nanoTime();
        Preload.fill(lane, held, i -> Holding.HELD + i, stand);
        holder.await(held, IN_HAND_WITHIN);
        double takenWithin = (System.nanoTime() - began) / 1e9;
        LockSupport.parkNanos(Duration.ofSeconds(effort.of(5, 3, 1)).toNanos());
        Figures with = measure(holder, round, lane, seconds(interval(effort)), effort);
        return report(held, before, with, takenWithin, effort);
      }
    }
  }

  /** So short, but in full, that a whole turn of looks can be waited for. */
  private static Duration interval(Effort effort) {
    return Duration.ofSeconds(effort.of((int) INTERVAL.toSeconds(), 20, 2));
  }

  private static int seconds(Duration of) {
    return Math.toIntExact(of.toSeconds());
  }

  private static Figures measure(
      Holder holder, Round round, Lane lane, int idleSeconds, Effort effort)
      throws IOException, InterruptedException {
    holder.settle(Duration.ofSeconds(effort.of(120, 60, 2)));
    double heap = holder.statusWithHeap().heap() / MIB;
    List<Idle> windows = new ArrayList<>();
    for (int window = 0; window < effort.of(WINDOWS, 1, 1); window++) {
      windows.add(idle(holder, idleSeconds));
    }
    Latencies latencies =
        round.run(lane, Round.Load.of(RATE, Duration.ofSeconds(effort.of(20, 6, 2))));
    return new Figures(
        heap,
        Latencies.median(windows.stream().map(Idle::cpu).toList()),
        Latencies.median(windows.stream().map(Idle::looks).toList()),
        latencies);
  }

  private static Idle idle(Holder holder, int idleSeconds) throws IOException {
    HolderStatus before = holder.status();
    Duration cpu = holder.cpu();
    long began = System.nanoTime();
    LockSupport.parkNanos(Duration.ofSeconds(idleSeconds).toNanos());
    double seconds = (System.nanoTime() - began) / 1e9;
    double used = holder.cpu().minus(cpu).toNanos() / 1e9;
    return new Idle(100 * used / seconds, (holder.status().looks() - before.looks()) / seconds);
  }

  private Report report(int held, Figures before, Figures with, double takenWithin, Effort effort) {
    return new Report(
        name(),
        "%s tasks in hand".formatted(figure(held)),
        List.of(
            "A worker in a process of its own, with the options that workers have by default but for the heap (-Xmx%dm), has %s tasks of as many services in hand. It"
                    .formatted(Holder.MOST_HEAP, figure(held))
                + " has announced for each that it has begun, listens to two topics for news of it,"
                + " and looks at each once in %d s%s."
                    .formatted(
                        seconds(interval(effort)),
                        effort == Effort.FULL
                            ? ", as a provisioner does while it waits for an outcome"
                            : ""),
            "Heap is what is in use after a collection. Processor time is the operating system's"
                + " account of the whole process, once its compilers are done, over %d s in which nothing comes in and each task is"
                    .formatted(seconds(interval(effort)))
                + " looked at once: looks, polling, heartbeats, everything%s. Then %d tasks a second of other services are sent for %d s;"
                    .formatted(
                        effort == Effort.FULL
                            ? " (the median of %d such windows in a row)".formatted(WINDOWS)
                            : "",
                        RATE,
                        effort.of(20, 6, 2))
                + " their latency is from when each was due to be sent to a read_committed consumer"
                + " of what came of it, so it holds a whole transaction besides the handling."),
        new Table(
            List.of(
                "in hand", "heap MiB", "% of one core", "looks/s", "new: p50 ms", "new: p99 ms"),
            List.of(row("none", before), row(figure(held), with))),
        List.of(
            Goal.atMost("heap", with.heap(), 256, "MiB"),
            Goal.atMost("processor time at idle", with.cpu(), 2, "% of one core"),
            Goal.atMost("latency of a new task, p99", with.latencies().p99(), 50, "ms")),
        List.of(
            "It took %s s to take the %s tasks in hand, look at each and commit that it has begun."
                .formatted(figure(takenWithin), figure(held))),
        new Chart(
            "Latency of a new task, with and without %s in hand".formatted(figure(held)),
            "milliseconds",
            Chart.Scale.LINEAR,
            List.of("none in hand", figure(held) + " in hand"),
            List.of(
                new Chart.Group("p50", List.of(before.latencies().p50(), with.latencies().p50())),
                new Chart.Group("p99", List.of(before.latencies().p99(), with.latencies().p99())))),
        Map.of("none in hand", raw(before), "in hand", raw(with), "taken within s", takenWithin));
  }

  private static Map<String, Double> raw(Figures of) {
    return Map.of(
        "heap MiB", of.heap(),
        "% of one core", of.cpu(),
        "looks a second", of.looks(),
        "p50 ms", of.latencies().p50(),
        "p99 ms", of.latencies().p99());
  }

  private static List<String> row(String label, Figures of) {
    return List.of(
        label,
        figure(of.heap()),
        figure(of.cpu()),
        figure(of.looks()),
        figure(of.latencies().p50()),
        figure(of.latencies().p99()));
  }
}
