package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;
import static dev.ingot.benchmarks.report.Figures.times;

import dev.ingot.benchmarks.load.Latencies;
import dev.ingot.benchmarks.report.Chart;
import dev.ingot.benchmarks.report.Goal;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.benchmarks.webhooks.BareIntake;
import dev.ingot.benchmarks.webhooks.Intake;
import dev.ingot.benchmarks.webhooks.ListenerIntake;
import dev.ingot.benchmarks.webhooks.Senders;
import dev.ingot.benchmarks.webhooks.Senders.Sent;
import dev.ingot.events.topics.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many webhooks a second become pushes. */
final class Webhooks implements Benchmark {
  private static final int PARTITIONS = 3;
  private static final int SERVICES = 50;
  private static final int SENDERS = 32;
  private static final double LIMIT = 0.7;

  private static final List<String> REMARKS =
      List.of(
          "What the listener does beyond the bare handler is what it owes: it reads and checks all"
              + " of the JSON, for a payload that is broken behind what matters is refused; works out"
              + " its signature; looks whether the service's secrets have changed; makes an event with the"
              + " headers of CloudEvents and of a trace. Sampled, and warmed up, about a third of"
              + " its Java time goes to JSON and the repository's names, a tenth to secret and"
              + " signature, a quarter to the event and its way to the producer, a seventh to the"
              + " answer, the rest to Jetty.",
          "No thread waits for another where a body comes whole with its request, and pushes that"
              + " come within a millisecond go to the brokers together.");

  /** How a contender is started. */
  private interface Start {
    Intake on(Stand stand, String prefix, int services) throws Exception;
  }

  private record Runner(String label, String prefix, Start start) {}

  private static final Runner BARE = new Runner("bare handler", "bare.", BareIntake::on);
  private static final Runner OURS = new Runner("commit-listener", "ours.", ListenerIntake::on);

  @Override
  public String name() {
    return "webhooks";
  }

  @Override
  public String shows() {
    return "webhooks a second that are accepted, beside a bare handler with a bare producer";
  }

  @Override
  public Report run(Effort effort) throws Exception {
    int webhooks = effort.of(40_000, 10_000, 200);
    int warmUps = effort.of(2, 2, 0);
    int rounds = effort.of(5, 3, 1);
    Map<Runner, List<Sent>> results = new LinkedHashMap<>();
    try (Stand stand = Stand.open()) {
      for (Runner runner : List.of(BARE, OURS)) {
        stand.create(runner.prefix(), List.of(Topics.PUSHES.name(runner.prefix())), PARTITIONS);
      }
      try (Intake bare = BARE.start().on(stand, BARE.prefix(), SERVICES);
          Intake ours = OURS.start().on(stand, OURS.prefix(), SERVICES)) {
        for (int i = -warmUps; i < rounds; i++) {
          for (Map.Entry<Runner, Intake> each :
              List.of(Map.entry(BARE, bare), Map.entry(OURS, ours))) {
            Sent sent = Senders.send(each.getValue().uri(), SENDERS, webhooks, SERVICES);
            if (i >= 0) {
              results.computeIfAbsent(each.getKey(), r -> new ArrayList<>()).add(sent);
            }
          }
        }
      }
    }
    return report(results, webhooks, rounds);
  }

  private Report report(Map<Runner, List<Sent>> results, int webhooks, int rounds) {
    List<List<String>> rows = new ArrayList<>();
    List<Chart.Group> groups = new ArrayList<>();
    Map<String, Object> raw = new LinkedHashMap<>();
    double bare = perSecond(results.getOrDefault(BARE, List.of()));
    double ratio = perSecond(results.getOrDefault(OURS, List.of())) / bare;
    results.forEach(
        (runner, sent) -> {
          List<Latencies> latencies = sent.stream().map(Sent::latencies).toList();
          double perSecond = perSecond(sent);
          rows.add(
              List.of(
                  runner.label(),
                  figure(perSecond),
                  times(perSecond / bare),
                  figure(Latencies.median(latencies, Latencies::p50)),
                  figure(Latencies.median(latencies, Latencies::p99))));
          groups.add(new Chart.Group(runner.label(), List.of(perSecond)));
          raw.put(
              runner.label(),
              sent.stream()
                  .map(
                      s ->
                          Map.of(
                              "perSecond", s.perSecond(),
                              "p50", s.latencies().p50(),
                              "p99", s.latencies().p99()))
                  .toList());
        });
    return new Report(
        name(),
        "What taking webhooks costs",
        List.of(
            "%d senders, each on a connection of its own, send %s pushes in GitHub's form (five"
                    .formatted(SENDERS, figure(webhooks))
                + " commits, signed, for %d services) one after the other: the next when the last"
                    .formatted(SERVICES)
                + " is answered with 202, which is when the broker has acknowledged (acks=all,"
                + " idempotent). The broker runs in a process of its own; the senders share the"
                + " process and the processors with what they send to.",
            "The *bare handler* is Jetty and a Kafka producer with the same settings, but for"
                + " linger.ms (0 here, 1 there): it reads the body, looks at nothing of it, sends a"
                + " record of the same size with headers as many and as long, and answers from the acknowledgement. The *commit-listener* is its HTTP side as it runs:"
                + " headers, limits, JSON, HMAC by the service's secret, the event encoded and"
                + " published. Medians of %d rounds, contenders in turn, warmed up."
                    .formatted(rounds)),
        new Table(List.of("", "webhooks/s", "to the bare handler", "p50, ms", "p99, ms"), rows),
        List.of(Goal.atLeast("Webhooks a second to the bare handler's", ratio, LIMIT, "×")),
        REMARKS,
        new Chart(
            "Webhooks accepted",
            "webhooks a second",
            Chart.Scale.LINEAR,
            List.of("webhooks a second"),
            groups),
        Map.of("rounds", raw));
  }

  private static double perSecond(List<Sent> rounds) {
    return Latencies.median(rounds.stream().map(Sent::perSecond).toList());
  }
}
