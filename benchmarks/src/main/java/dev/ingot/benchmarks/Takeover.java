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
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.stand.Stand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How long it takes until another worker has everything in hand: after a kill, and after a stop.
 */
final class Takeover implements Benchmark {

  /**
   * What one takeover took, in seconds.
   *
   * @param all until all tasks in hand were looked at by the new worker
   * @param fresh until a task that was sent at the moment of the end was handled
   */
  private record Taken(double all, double fresh) {}

  @Override
  public String name() {
    return "takeover";
  }

  @Override
  public String shows() {
    return "10,000 tasks in hand, and their worker is killed, or stopped: time until another has all";
  }

  @Override
  public Report run(Effort effort) throws Exception {
    int held = effort.of(10_000, 10_000, 300);
    List<Taken> killed = new ArrayList<>();
    List<Taken> stopped = new ArrayList<>();
    try (Stand stand = Stand.open();
        Round round = new Round(stand)) {
      Lane lane = Holding.lane(Holder.PREFIX).on(stand, Waiting.PARTITIONS);
      Holder holder = Holder.start(stand, 0, Waiting.INTERVAL);
      try {
        Preload.fill(lane, held, i -> Holding.HELD + i, stand);
        holder.await(held, Waiting.IN_HAND_WITHIN);
        Preload.awaitCount(Holding.BEGUN.name(Holder.PREFIX), held, stand);
        for (int i = 0; i < effort.of(3, 1, 1); i++) {
          Holder next = Holder.start(stand, 1 + 2 * i, Waiting.INTERVAL);
          holder = takeOver(holder, next, true, held, round, lane, killed);
          Holder after = Holder.start(stand, 2 + 2 * i, Waiting.INTERVAL);
          holder = takeOver(holder, after, false, held, round, lane, stopped);
        }
        // Had a new owner not known what the one before had announced, there would be more.
        Preload.awaitCount(Holding.BEGUN.name(Holder.PREFIX), held, stand);
      } finally {
        holder.close();
      }
    }
    return report(held, killed, stopped, effort);
  }

  /** The new worker's process was started just now, and has not joined yet. */
  private static Holder takeOver(
      Holder old, Holder next, boolean kill, int held, Round round, Lane lane, List<Taken> results)
      throws Exception {
    long end = System.currentTimeMillis();
    if (kill) {
      old.kill();
    } else {
      old.terminate();
    }
    CompletableFuture<Double> fresh = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("fresh")
        .start(
            () -> {
              try {
                fresh.complete(
                    round
                        .run(lane, new Round.Load(1_000, 1, Round.MANY_SERVICES, i -> true))
                        .p50());
              } catch (Exception e) {
                fresh.completeExceptionally(e);
              }
            });
    HolderStatus status = next.await(held, Waiting.IN_HAND_WITHIN);
    results.add(new Taken((status.lastOfAll() - end) / 1e3, fresh.get() / 1e3));
    old.close();
    return next;
  }

  private Report report(int held, List<Taken> killed, List<Taken> stopped, Effort effort) {
    double session = Stand.SESSION.toMillis() / 1e3;
    return new Report(
        name(),
        "Takeover with %s tasks in hand".formatted(figure(held)),
        List.of(
            "A worker has %s tasks of as many services in hand, in %d partitions, and has announced"
                    .formatted(figure(held), Waiting.PARTITIONS)
                + " for each that it has begun. Its process is ended, and at the same moment a new"
                + " one is started in its place, as systemd or Kubernetes would. The time is from"
                + " that moment until the new worker has looked at every one of them, each with its"
                + " whole history; and until a new task, sent at that moment, is handled. The start"
                + " of the new JVM is part of it.",
            "Killed (kill -9), a worker says nothing, and the brokers wait for their session timeout"
                + " (here %s s, Kafka's own default is 45 s) before they give its partitions away."
                    .formatted(figure(session))
                + " Stopped (SIGTERM), it gives them back. Medians of %d rounds; afterwards the log"
                    .formatted(effort.of(3, 1, 1))
                + " must hold one announcement for each task, or the run fails."),
        new Table(
            List.of("", "all in hand s", "new task handled s", "beyond the session timeout s"),
            List.of(row("kill -9", killed, session), row("SIGTERM", stopped, 0))),
        List.of(),
        List.of(
            "The history is read per partition, not per task: what was announced about all of them"
                + " comes in one pass over the log."),
        new Chart(
            "Until another worker has all in hand",
            "seconds",
            Chart.Scale.LINEAR,
            List.of("all in hand", "new task handled"),
            List.of(group("kill -9", killed), group("SIGTERM", stopped))),
        Map.of("kill -9", killed, "SIGTERM", stopped, "session timeout s", session));
  }

  private static double all(List<Taken> rounds) {
    return Latencies.median(rounds.stream().map(Taken::all).toList());
  }

  private static double fresh(List<Taken> rounds) {
    return Latencies.median(rounds.stream().map(Taken::fresh).toList());
  }

  private static List<String> row(String label, List<Taken> rounds, double session) {
    return List.of(
        label, figure(all(rounds)), figure(fresh(rounds)), figure(all(rounds) - session));
  }

  private static Chart.Group group(String label, List<Taken> rounds) {
    return new Chart.Group(label, List.of(all(rounds), fresh(rounds)));
  }
}
