package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;
import static dev.ingot.benchmarks.report.Figures.times;

import dev.ingot.benchmarks.load.BareLoop;
import dev.ingot.benchmarks.load.Contender;
import dev.ingot.benchmarks.load.Lane;
import dev.ingot.benchmarks.load.Latencies;
import dev.ingot.benchmarks.load.Round;
import dev.ingot.benchmarks.load.Work;
import dev.ingot.benchmarks.load.Worker;
import dev.ingot.benchmarks.report.Chart;
import dev.ingot.benchmarks.report.Goal;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.stand.Stand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** End-to-end latency of stages that do nothing, beside bare transactional loops. */
final class Hops implements Benchmark {
  private static final int PARTITIONS = 3;
  private static final List<Integer> RATES = List.of(50, 1_000);
  private static final double P50_LIMIT = 1.3;
  private static final double P99_LIMIT = 1.5;

  /** What is compared; the first one is what the others are compared with. */
  private enum Kind {
    BARE("bare loop"),
    WORKER("StageWorker"),
    LISTENING("StageWorker, listening");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    private Contender start(Lane lane, Stand stand) {
      return switch (this) {
        case BARE -> BareLoop.along(lane, Work.NONE, stand);
        case WORKER -> Worker.along(lane, Work.NONE, false, stand);
        case LISTENING -> Worker.along(lane, Work.NONE, true, stand);
      };
    }
  }

  private record Case(int hops, int rate, Kind kind) {
    String prefix() {
      return kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + hops + ".";
    }

    Case bare() {
      return new Case(hops, rate, Kind.BARE);
    }

    String key() {
      return "%d hops, %d/s, %s".formatted(hops, rate, kind.label);
    }
  }

  @Override
  public String name() {
    return "hops";
  }

  @Override
  public String shows() {
    return "latency through one hop and through five, beside bare transactional loops";
  }

  @Override
  public Report run(Effort effort) throws Exception {
    List<Integer> chains = effort == Effort.SMOKE ? List.of(1) : List.of(1, 5);
    List<Case> cases = new ArrayList<>();
    for (int hops : chains) {
      RATES.forEach(
          rate -> List.of(Kind.values()).forEach(k -> cases.add(new Case(hops, rate, k))));
    }
    Map<Case, List<Latencies>> measured = measure(cases, effort);
    return report(cases, measured, effort);
  }

  private static Map<Case, List<Latencies>> measure(List<Case> cases, Effort effort)
      throws Exception {
    Map<Case, List<Latencies>> results = new LinkedHashMap<>();
    Map<String, Lane> lanes = new LinkedHashMap<>();
    List<Contender> contenders = new ArrayList<>();
    try (Stand stand = Stand.open();
        Round round = new Round(stand)) {
      try {
        for (Case each : cases) {
          if (!lanes.containsKey(each.prefix())) {
            Lane lane = Lane.of(each.prefix(), each.hops()).on(stand, PARTITIONS);
            lanes.put(each.prefix(), lane);
            contenders.add(each.kind().start(lane, stand));
          }
        }
        for (int i = -1; i < effort.of(5, 2, 1); i++) {
          for (Case each : cases) {
            Latencies latencies = round.run(lane(lanes, each), load(each, effort));
            // Those before the first are for the compiler.
            if (i >= 0) {
              results.computeIfAbsent(each, c -> new ArrayList<>()).add(latencies);
            }
          }
        }
      } finally {
        contenders.forEach(Contender::close);
      }
    }
    return results;
  }

  private static Lane lane(Map<String, Lane> lanes, Case of) {
    return java.util.Objects.requireNonNull(lanes.get(of.prefix()));
  }

  private static Round.Load load(Case of, Effort effort) {
    int seconds = of.rate() < 100 ? effort.of(4, 2, 1) : effort.of(3, 2, 1);
    return Round.Load.of(of.rate(), Duration.ofSeconds(seconds));
  }

  private Report report(List<Case> cases, Map<Case, List<Latencies>> measured, Effort effort) {
    List<List<String>> rows = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    List<Chart.Group> groups = new ArrayList<>();
    Map<String, Object> raw = new LinkedHashMap<>();
    for (Case each : cases) {
      List<Latencies> rounds = measured.getOrDefault(each, List.of());
      List<Latencies> bare = measured.getOrDefault(each.bare(), List.of());
      double p50 = Latencies.median(rounds, Latencies::p50);
      double p99 = Latencies.median(rounds, Latencies::p99);
      double p50Ratio = p50 / Latencies.median(bare, Latencies::p50);
      double p99Ratio = p99 / Latencies.median(bare, Latencies::p99);
      rows.add(
          List.of(
              each.kind().label,
              String.valueOf(each.hops()),
              figure(each.rate()),
              figure(p50),
              figure(p99),
              times(p50Ratio),
              times(p99Ratio)));
      raw.put(
          each.key(),
          Map.of(
              "p50", rounds.stream().map(Latencies::p50).toList(),
              "p99", rounds.stream().map(Latencies::p99).toList()));
      if (each.kind() != Kind.BARE) {
        String where =
            "%s, %d/s, %d %s"
                .formatted(
                    each.kind().label, each.rate(), each.hops(), each.hops() == 1 ? "hop" : "hops");
        goals.add(Goal.atMost(where + ": p50 to the bare loop's", p50Ratio, P50_LIMIT, "×"));
        goals.add(Goal.atMost(where + ": p99 to the bare loop's", p99Ratio, P99_LIMIT, "×"));
      } else {
        groups.add(group("p50", each, measured, Latencies::p50));
        groups.add(group("p99", each, measured, Latencies::p99));
      }
    }
    return new Report(
        name(),
        "What a StageWorker adds to the latency",
        method(cases, effort),
        new Table(
            List.of("", "hops", "tasks/s", "p50 ms", "p99 ms", "p50 / bare", "p99 / bare"), rows),
        goals,
        List.of(
            "A worker commits on a thread of its own while the next records are already polled, decoded"
                + " and looked at; that pays for its bookkeeping. *Listening* means that each stage also"
                + " reads its own output back, as all real stages do."),
        new Chart(
            "Latency, end to end",
            "milliseconds",
            Chart.Scale.LINEAR,
            List.of(Kind.values()).stream().map(k -> k.label).toList(),
            groups),
        Map.of("milliseconds, round by round", raw));
  }

  private static Chart.Group group(
      String what,
      Case bare,
      Map<Case, List<Latencies>> measured,
      java.util.function.ToDoubleFunction<Latencies> reading) {
    List<Double> values = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Case each = new Case(bare.hops(), bare.rate(), kind);
      values.add(Latencies.median(measured.getOrDefault(each, List.of()), reading));
    }
    return new Chart.Group(
        "%d %s, %s/s, %s"
            .formatted(bare.hops(), bare.hops() == 1 ? "hop" : "hops", figure(bare.rate()), what),
        values);
  }

  private static List<String> method(List<Case> cases, Effort effort) {
    return List.of(
        "A stage that does nothing — done at its first look, one event to announce — on the real"
            + " StageWorker, beside the least that reads, transforms and writes exactly once: a loop"
            + " with one transaction per poll. Both on the same broker (a process of its own, %d"
                .formatted(PARTITIONS)
            + " partitions), with the same client settings (acks=all, read_committed), decoding and"
            + " encoding the same Avro events. Of five hops, five workers stand beside five loops.",
        "Latency is from the moment when a task was *due* to be sent (so that holding up the sender"
            + " makes nobody look faster) to the moment when a read_committed consumer has what came"
            + " of it. 1,000 services, so keys hardly ever queue behind themselves. Every task must"
            + " come back exactly once, or the run fails. Medians of %d rounds, all %d cases in turn."
                .formatted(effort.of(5, 2, 1), cases.size()));
  }
}
