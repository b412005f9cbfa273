package dev.ingot.benchmarks;

import dev.ingot.benchmarks.report.Page;
import dev.ingot.benchmarks.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ./ingot bench}. */
@Command(
    name = "bench",
    description = "Measures what Ingot costs, and writes it down.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Benchmarks:",
      "  micro      the pure parts, one by one (JMH)",
      "  hops       latency through one hop and through five, beside bare loops",
      "  flat-out   throughput, beside a bare loop",
      "  slow       handlers that take a second, and the tasks behind them",
      "  waiting    10,000 tasks in hand: heap, processor, latency",
      "  takeover   10,000 tasks in hand, and their worker is killed or stopped",
      "  webhooks   pushes accepted over HTTP, beside a bare handler and producer",
      "  judge      simulated rollouts: false alarms and detection, beside other rules",
      "  verdicts   300 rollouts judged at once by one verifier",
      "",
      "Exits 0 when all that was measured meets its goals, 1 when not."
    })
public final class Bench implements Callable<Integer> {
  static final List<Benchmark> ALL =
      List.of(
          new Micro(),
          new Hops(),
          new FlatOut(),
          new Slow(),
          new Waiting(),
          new Takeover(),
          new Webhooks(),
          new Judging(),
          new Verdicts());

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "What to measure; all if none.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--quick", description = "Short rounds: to see that it works, not for the docs.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write; docs/benchmarks, or .ingot/bench with --quick.")
  private @Nullable Path out;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Results results = new Results(out == null ? standardFolder() : out);
    boolean good = run(chosen(), quick ? Effort.QUICK : Effort.FULL, results, System.out);
    return good ? 0 : 1;
  }

  /** True when each could be measured and met its goals. */
  static boolean run(
      List<Benchmark> benchmarks, Effort effort, Results results, PrintStream terminal)
      throws Exception {
    boolean good = true;
    for (Benchmark each : benchmarks) {
      terminal.printf("%n%s: %s …%n%n", each.name(), each.shows());
      double loadBefore = Probe.load();
      long began = System.nanoTime();
      Report report = each.run(effort);
      results.write(report, Probe.machine(loadBefore));
      terminal.print(Page.text(report));
      terminal.printf(Locale.ROOT, "%n  in %.0f s%n", (System.nanoTime() - began) / 1e9);
      good &= report.met();
    }
    results.writeOverview(ALL.stream().map(Benchmark::name).toList());
    return good;
  }

  private List<Benchmark> chosen() {
    List<Benchmark> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          ALL.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ParameterException(
                          spec.commandLine(),
                          "no benchmark is called %s; there are %s"
                              .formatted(
                                  name,
                                  String.join(", ", ALL.stream().map(Benchmark::name).toList())))));
    }
    return chosen.isEmpty() ? ALL : chosen;
  }

  private Path standardFolder() {
    return quick
        ? Path.of(System.getProperty("ingot.home", ".ingot"), "bench")
        : Path.of(System.getProperty("ingot.project", "."), "docs", "benchmarks");
  }

  public static void main(String[] args) {
    CommandLine commands = new CommandLine(new Bench());
    commands.setCommandName("ingot bench");
    commands.setExecutionExceptionHandler(
        (surprise, line, parsed) -> {
          line.getErr().println("ingot: " + surprise);
          org.slf4j.LoggerFactory.getLogger(Bench.class).error("The benchmark failed", surprise);
          return 1;
        });
    int code = commands.execute(args);
    System.out.flush();
    System.exit(code);
  }
}
