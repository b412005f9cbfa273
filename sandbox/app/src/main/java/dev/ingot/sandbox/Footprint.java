package dev.ingot.sandbox;

import dev.ingot.sandbox.Terminal.Tone;
import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the memory of each worker in a JVM of its own, beside a JVM that does nothing. */
@Command(
    name = "footprint",
    hidden = true,
    description = "Measures the memory of each worker, beside a JVM that does nothing.")
final class Footprint implements Callable<Integer> {
  private static final String ROLLOUT = "{steps: [50, 100], bake: [12s, 4s]}";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration REST = Duration.ofSeconds(15);
  private static final long GOAL_OVER_BARE = 128;

  @Option(names = "--out", description = "Folder for processes.json and processes.md.")
  private Path out = Home.base();

  @Option(names = "--jvm", description = "One more option for every worker's JVM, to try it.")
  private List<String> more = List.of();

  private final Terminal terminal = Terminal.standard();

  /** In MiB, resident. */
  private record Row(Worker worker, long bare, long idle, long after, double heapUsed) {
    long overBare() {
      return Math.max(idle, after) - bare;
    }

    List<String> cells() {
      return List.of(
          worker.title(),
          worker.heapMib() + " MB",
          bare + " MB",
          idle + " MB",
          after + " MB",
          overBare() + " MB",
          Figures.one(heapUsed) + " MB");
    }

    Map<String, Object> data() {
      return Map.of(
          "worker",
          worker.title(),
          "heap",
          worker.heapMib(),
          "bare",
          bare,
          "idle",
          idle,
          "after",
          after,
          "overBare",
          overBare());
    }
  }

  @Override
  public Integer call() throws Exception {
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.take("footprint");
        Sandbox sandbox = hook.watch(Sandbox.start(home.folder(), Sandbox.Ports.FREE));
        Supervisor workers =
            Supervisor.start(plans(sandbox), said -> terminal.line(Tone.BAD, said))) {
      Map<Worker, Long> bare = bare(home.folder());
      workers.awaitReady(PATIENCE);
      rest();
      Map<Worker, Long> idle = resident(workers);
      deployTwice(sandbox, home.folder());
      rest();
      Map<Worker, Long> after = resident(workers);
      List<Row> rows = new ArrayList<>();
      for (WorkerProcess process : workers.running()) {
        Worker worker = process.plan().worker();
        double heap = process.metric("jvm_memory_used_bytes{area=\"heap\"") / (1 << 20);
        rows.add(new Row(worker, of(worker, bare), of(worker, idle), of(worker, after), heap));
      }
      return report(rows);
    }
  }

  private List<WorkerPlan> plans(Sandbox sandbox) {
    String[] options = more.toArray(String[]::new);
    return Stream.of(Worker.values())
        .map(worker -> sandbox.plan(worker, 0).with(Sandbox.QUICK).withOptions(options))
        .toList();
  }

  private static Map<Worker, Long> bare(Path folder) throws IOException, InterruptedException {
    Map<Worker, Long> bare = new LinkedHashMap<>();
    for (Worker worker : Worker.values()) {
      Path log = folder.resolve("bare-" + worker.title() + ".log");
      try (JvmProcess process =
          JvmProcess.of("bare", Sleeper.class.getName(), log)
              .options(worker.options())
              // It looks into no jar but its own, so that it keeps no directories.
              .classPath(WorkerClassPath.only(Sleeper.class))
              .start()) {
        // Beside five workers that start it takes its time, and has little until then.
        while (Files.size(log) == 0 && process.alive()) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        TimeUnit.SECONDS.sleep(1);
        bare.put(worker, process.residentBytes() >> 20);
      }
    }
    return bare;
  }

  private static Map<Worker, Long> resident(Supervisor workers) throws IOException {
    Map<Worker, Long> resident = new LinkedHashMap<>();
    for (WorkerProcess process : workers.running()) {
      resident.put(process.plan().worker(), process.residentBytes() >> 20);
    }
    return resident;
  }

  /** 0 for one that was just being started again. */
  private static long of(Worker worker, Map<Worker, Long> mebibytes) {
    return mebibytes.getOrDefault(worker, 0L);
  }

  private static void rest() throws InterruptedException {
    TimeUnit.SECONDS.sleep(REST.toSeconds());
  }

  /** A first deployment has nothing to compare with, so a second one follows. */
  private static void deployTwice(Sandbox sandbox, Path folder) throws IOException {
    Endpoints endpoints = sandbox.endpoints(Optional.empty());
    try (Trial trial = Trial.begin(folder, ROLLOUT, endpoints.runtime())) {
      trial.awaitPromoted(trial.commit());
      trial.awaitPromoted(trial.commit());
    }
  }

  private int report(List<Row> rows) throws IOException {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "worker",
            "default heap",
            "a JVM that sleeps",
            "idle",
            "after two deployments",
            "over the one that sleeps",
            "heap in use"));
    rows.forEach(row -> table.add(row.cells()));
    String page = Figures.table(table);
    terminal.line(page);
    Figures.write(
        out,
        "processes",
        Map.of("machine", Figures.machine(), "workers", rows.stream().map(Row::data).toList()),
        page);
    return rows.stream().allMatch(row -> row.overBare() <= GOAL_OVER_BARE) ? 0 : 1;
  }
}
