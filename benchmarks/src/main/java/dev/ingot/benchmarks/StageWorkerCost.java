package dev.ingot.benchmarks;

import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a StageWorker adds: end-to-end latency of a stage that does nothing, beside a bare
 * transactional loop on the same broker with the same client settings, at equal rates.
 *
 * <p>Arguments, all optional: rounds (5), seconds a round (5), seconds of warm-up per contender and
 * rate (10). Rounds are interleaved, so that what else the machine does hits all alike, and what is
 * reported is the median over rounds.
 */
public final class StageWorkerCost {
  private static final int PARTITIONS = 3;
  private static final List<Integer> RATES = List.of(50, 1_000);
  private static final String REGISTRY = "mock://stage-worker-cost";

  private record Case(Contender contender, int rate) {}

  private StageWorkerCost() {}

  public static void main(String[] args) throws Exception {
    int rounds = argument(args, 0, 5);
    Duration round = Duration.ofSeconds(argument(args, 1, 5));
    Duration warmUp = Duration.ofSeconds(argument(args, 2, 10));
    Path folder = Files.createTempDirectory("ingot-benchmark");
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      List.of("bare.", "worker.", "history.").forEach(prefix -> createTopics(broker, prefix));
      measure(broker, rounds, round, warmUp);
    } finally {
      delete(folder);
    }
  }

  private static int argument(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private static void createTopics(LocalBroker broker, String prefix) {
    broker.createTopic(Topics.COMMITS.name(prefix), PARTITIONS, Map.of());
    broker.createTopic(Topics.HEADS.name(prefix), PARTITIONS, Map.of("cleanup.policy", "compact"));
    broker.createTopic(prefix + Topics.DEAD_LETTERS, PARTITIONS, Map.of());
  }

  private static void measure(LocalBroker broker, int rounds, Duration round, Duration warmUp)
      throws InterruptedException {
    String servers = broker.bootstrapServers();
    Clients clients = new Clients(servers);
    try (EventCodecs codecs = EventCodecs.open(Map.of("schema.registry.url", REGISTRY));
        Contender bare = BareLoop.start("bare.", clients, codecs);
        Contender worker =
            WorkerContender.start("StageWorker", "worker.", servers, REGISTRY, false);
        Contender history =
            WorkerContender.start("StageWorker + history", "history.", servers, REGISTRY, true);
        Round measurement = new Round(clients, codecs)) {
      List<Case> cases = new ArrayList<>();
      RATES.forEach(
          rate -> List.of(bare, worker, history).forEach(c -> cases.add(new Case(c, rate))));
      for (Case each : cases) {
        measurement.run(each.contender().prefix(), each.rate(), warmUp);
      }
      Map<Case, List<Latencies>> results = new HashMap<>();
      for (int i = 0; i < rounds; i++) {
        for (Case each : cases) {
          results
              .computeIfAbsent(each, c -> new ArrayList<>())
              .add(measurement.run(each.contender().prefix(), each.rate(), round));
        }
      }
      report(cases, results);
    }
  }

  private static void report(List<Case> cases, Map<Case, List<Latencies>> results) {
    System.out.printf(
        Locale.ROOT,
        "%d rounds; Java %s, %d processors, load average %.1f%n%n",
        results.values().iterator().next().size(),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    System.out.println("| events/s | | p50 ms | p99 ms | p50 / bare | p99 / bare |");
    System.out.println("|---:|---|---:|---:|---:|---:|");
    double bareMedian = Double.NaN;
    double bareTail = Double.NaN;
    for (Case each : cases) {
      List<Latencies> rounds = results.getOrDefault(each, List.of());
      double median = Latencies.median(rounds, l -> l.percentile(0.50));
      double tail = Latencies.median(rounds, l -> l.percentile(0.99));
      if (each.contender() instanceof BareLoop) {
        bareMedian = median;
        bareTail = tail;
      }
      System.out.printf(
          Locale.ROOT,
          "| %,d | %s | %.1f | %.1f | %.2f | %.2f |%n",
          each.rate(),
          each.contender().name(),
          median,
          tail,
          median / bareMedian,
          tail / bareTail);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
