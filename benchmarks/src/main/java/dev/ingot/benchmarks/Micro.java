package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;

import dev.ingot.benchmarks.report.Chart;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The pure parts, one by one, by JMH. */
final class Micro implements Benchmark {

  /**
   * One method of JMH.
   *
   * @param pattern its name, as JMH knows it
   * @param label for people
   */
  private record Part(String pattern, String label) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("OffsetsBenchmark.takeAndFinish", "offset: take, finish (10,000 open)"),
          new Part("OffsetsBenchmark.committable", "offsets to commit (span 24,000)"),
          new Part("OffsetsBenchmark.decode", "done bitmap: decode (span 24,000)"),
          new Part("HistoryBenchmark.lookUp", "history: events of one record"),
          new Part("HistoryBenchmark.needAndForget", "history: take and forget a record"),
          new Part("HistoryBenchmark.route", "history: route an event"),
          new Part("OrdersBenchmark.frozen", "standing orders: frozen?"),
          new Part("CodecBenchmark.encode", "largest event: encode"),
          new Part("CodecBenchmark.decode", "largest event: decode"),
          new Part("JudgeBenchmark.bet", "judge: one tick of the comparison"),
          new Part("JudgeBenchmark.judge", "judge: a step of 120 ticks"),
          new Part("ShiftPlanBenchmark.next", "shift plan: what next"));

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public String shows() {
    return "the pure parts, one by one";
  }

  @Override
  public Report run(Effort effort) throws Exception {
    TimeValue time = TimeValue.milliseconds(effort.of(400, 100, 20));
    Path log = Files.createTempFile("ingot-jmh", ".log");
    try {
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .forks(effort == Effort.SMOKE ? 0 : 1)
              .warmupIterations(effort.of(3, 2, 1))
              .warmupTime(time)
              .measurementIterations(effort.of(5, 3, 1))
              .measurementTime(time)
              .timeUnit(TimeUnit.NANOSECONDS)
              .shouldFailOnError(true)
              .jvmArgs("-Xmx256m", "-XX:+UseSerialGC")
              .output(log.toString());
      List<Part> parts = effort == Effort.SMOKE ? PARTS.subList(0, 1) : PARTS;
      parts.forEach(part -> options.include("\\." + part.pattern().replace(".", "\\.") + "$"));
      return report(new Runner(options.build()).run().stream().toList(), effort);
    } finally {
      Files.delete(log);
    }
  }

  private Report report(List<RunResult> results, Effort effort) {
    List<List<String>> rows = new ArrayList<>();
    List<Chart.Group> groups = new ArrayList<>();
    Map<String, Object> raw = new TreeMap<>();
    results.stream()
        .sorted(Comparator.comparingInt(Micro::place))
        .forEach(
            run -> {
              Result<?> result = run.getPrimaryResult();
              String label = PARTS.get(place(run)).label();
              rows.add(List.of(label, figure(result.getScore()), "± " + figure(error(result))));
              groups.add(new Chart.Group(label, List.of(result.getScore())));
              raw.put(label, Map.of("nanoseconds", result.getScore(), "error", error(result)));
            });
    return new Report(
        name(),
        "The pure parts",
        List.of(
            "What the runtime and the workers compute without waiting for anybody, one part at a"
                + " time, by [JMH](https://github.com/openjdk/jmh): average time of a call; one fork,"
                + " %d iterations of %d ms after %d for the compiler. The error is JMH's 99.9 %%"
                    .formatted(effort.of(5, 3, 1), effort.of(400, 100, 20), effort.of(3, 2, 1))
                + " interval."),
        new Table(List.of("", "ns", "error"), rows),
        List.of(),
        List.of(
            "A transaction on a broker takes some milliseconds, so nothing here is felt by a"
                + " deployment; it matters for thousands of tasks in hand at once."),
        new Chart(
            "Time of one call",
            "nanoseconds",
            Chart.Scale.LOGARITHMIC,
            List.of("nanoseconds"),
            groups),
        Map.of("parts", raw));
  }

  /** JMH has none to tell of a single iteration. */
  private static double error(Result<?> result) {
    return Double.isNaN(result.getScoreError()) ? 0 : result.getScoreError();
  }

  private static int place(RunResult run) {
    String name = run.getParams().getBenchmark();
    for (int i = 0; i < PARTS.size(); i++) {
      if (name.endsWith("." + PARTS.get(i).pattern())) {
        return i;
      }
    }
    throw new IllegalStateException(name + " has no label");
  }
}
