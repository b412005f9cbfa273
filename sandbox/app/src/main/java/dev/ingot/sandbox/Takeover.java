package dev.ingot.sandbox;

import dev.ingot.sandbox.RolloutLog.Rollout;
import dev.ingot.sandbox.Terminal.Tone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills the traffic-shifter that has a rollout in hand, again and again, and measures how long the
 * rollout is without one. Both shifters run with the settings that they have by default.
 */
@Command(
    name = "takeover",
    hidden = true,
    description = "Measures how long a rollout is without its traffic-shifter when that is killed.")
final class Takeover implements Callable<Integer> {
  private static final String FOLDER = "takeover";
  private static final String LOOKS = "ingot_stage_looks_seconds_count";
  private static final String IN_HAND = "ingot_stage_records";
  private static final String ROLLOUT = "{steps: [5, 25, 50, 100], bake: [60s, 60s, 60s, 4s]}";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration SETTLED = Duration.ofSeconds(2);
  private static final int BETWEEN_LOOKS_MILLIS = 20;
  private static final int PHASE_MILLIS = 5_000;

  @Option(names = "--runs", defaultValue = "10", description = "How often one is killed.")
  private int runs;

  @Option(names = "--out", description = "Folder for takeover.json and takeover.md.")
  private Path out = Home.base();

  private final Terminal terminal = Terminal.standard();
  private final TakeoverReport report = new TakeoverReport();
  private final Random random = new Random();

  /** The two, by slot. */
  private final WorkerProcess[] shifters = new WorkerProcess[2];

  @Override
  public Integer call() throws Exception {
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.take(FOLDER);
        Sandbox sandbox = hook.watch(Sandbox.start(home.folder(), Sandbox.Ports.FREE));
        Supervisor others = Supervisor.start(others(sandbox), this::say)) {
      try {
        for (int slot = 0; slot < shifters.length; slot++) {
          shifters[slot] = sandbox.plan(Worker.TRAFFIC_SHIFTER, slot).start();
        }
        others.awaitReady(PATIENCE);
        for (WorkerProcess shifter : shifters) {
          shifter.awaitReady(PATIENCE);
        }
        return measure(sandbox, home.folder());
      } finally {
        WorkerProcess.closeAll(started(), Duration.ofSeconds(8));
      }
    }
  }

  private static List<WorkerPlan> others(Sandbox sandbox) {
    return Stream.of(Worker.values())
        .filter(worker -> worker != Worker.TRAFFIC_SHIFTER)
        .map(worker -> sandbox.plan(worker, 0).with(Sandbox.QUICK))
        .toList();
  }

  private List<WorkerProcess> started() {
    List<WorkerProcess> started = new ArrayList<>();
    for (WorkerProcess shifter : shifters) {
      if (shifter != null) {
        started.add(shifter);
      }
    }
    return started;
  }

  private int measure(Sandbox sandbox, Path folder) throws Exception {
    Endpoints endpoints = sandbox.endpoints(Optional.empty());
    try (Trial trial = Trial.begin(folder, ROLLOUT, endpoints.runtime())) {
      trial.awaitPromoted(trial.commit());
      try (WeightWatch watch = new WeightWatch(sandbox.cloud(), Trial.HOST)) {
        while (report.runs() < runs) {
          String commit = trial.commit();
          trial.awaitTraffic(commit);
          killDuring(trial);
          if (report.runs() < runs) {
            trial.awaitPromoted(commit);
          }
        }
        List<Rollout> rollouts = trial.log().rollouts();
        report.weights(watch.samples(), rollouts);
      }
    }
    report.write(out);
    terminal.line(report.page());
    return report.clean() ? 0 : 1;
  }

  /** Kills as often as the rollout leaves time for it: not in its last step. */
  private void killDuring(Trial trial) throws IOException, InterruptedException {
    while (report.runs() < runs && inTheMiddle(trial)) {
      Optional<WorkerProcess> owner = settledOwner(trial);
      if (owner.isEmpty()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(PHASE_MILLIS));
      if (owner.get().metric(IN_HAND) == 1 && inTheMiddle(trial)) {
        kill(owner.get(), trial);
      }
    }
  }

  private static boolean inTheMiddle(Trial trial) {
    Rollout newest = trial.log().rollouts().getLast();
    return newest.endedAt().isEmpty() && newest.shifts().size() < newest.weights().size();
  }

  /** Whoever has the rollout, once both run and it has not changed hands for a while. */
  private Optional<WorkerProcess> settledOwner(Trial trial) throws InterruptedException {
    Instant since = Instant.now();
    Optional<WorkerProcess> owner = Optional.empty();
    while (inTheMiddle(trial)) {
      Optional<WorkerProcess> now = owner();
      if (now.isEmpty() || !now.equals(owner)) {
        since = Instant.now();
      }
      owner = now;
      if (owner.isPresent() && since.plus(SETTLED).isBefore(Instant.now())) {
        return owner;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return Optional.empty();
  }

  private Optional<WorkerProcess> owner() {
    boolean first = shifters[0].metric(IN_HAND) > 0;
    boolean second = shifters[1].metric(IN_HAND) > 0;
    return first == second ? Optional.empty() : Optional.of(shifters[first ? 0 : 1]);
  }

  private void kill(WorkerProcess owner, Trial trial) throws IOException, InterruptedException {
    int slot = owner.plan().slot();
    WorkerProcess heir = shifters[1 - slot];
    Rollout rollout = trial.log().rollouts().getLast();
    double looked = heir.metric(LOOKS);
    Instant begin = Instant.now();
    owner.kill();
    boolean took = await(() -> heir.metric(LOOKS) > looked);
    Duration time = Duration.between(begin, Instant.now());
    if (!took) {
      throw new IllegalStateException(heir + " did not take over within " + PATIENCE);
    }
    int weight = rollout.shifts().getLast().weight();
    report.took(time, weight);
    say(
        "%d of %d: %s killed at %d %%, the other one looked after %s"
            .formatted(report.runs(), runs, owner, weight, Text.seconds(time)));
    shifters[slot] = owner.plan().start().awaitReady(PATIENCE);
  }

  private static boolean await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
    }
    return true;
  }

  private void say(String sentence) {
    terminal.line(Tone.QUIET, sentence);
  }
}
