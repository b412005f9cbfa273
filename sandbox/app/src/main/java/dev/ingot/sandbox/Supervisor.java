package dev.ingot.sandbox;

import io.github.resilience4j.core.IntervalFunction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps worker processes running: one that ends is started again, each time a little later. */
final class Supervisor implements AutoCloseable {
  private static final int MOST_FAILURES_IN_A_ROW = 10;
  private static final Duration A_GOOD_WHILE = Duration.ofSeconds(30);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(8);
  private static final IntervalFunction PAUSE =
      IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(30));

  private final Consumer<String> says;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("supervisor").factory());
  private final List<Replica> replicas = new ArrayList<>();

  /** A terminal's Ctrl-C goes to the workers as well, and they may have ended before we close. */
  private final Thread atExit = new Thread(this::expectTheEnd, "supervisor-exit");

  private volatile boolean ending;

  /** One replica, through all of its lives. */
  private static final class Replica {
    private final WorkerPlan plan;
    private @Nullable WorkerProcess process;
    private long startedAt;
    private int failuresInARow;
    private boolean givenUp;

    Replica(WorkerPlan plan) {
      this.plan = plan;
    }

    Optional<WorkerProcess> process() {
      return Optional.ofNullable(process);
    }
  }

  private Supervisor(List<WorkerPlan> plans, Consumer<String> says) {
    this.says = says;
    plans.forEach(plan -> replicas.add(new Replica(plan)));
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts them all; does not wait until they are ready.
   *
   * @param says is told when one has ended and what comes of it, a sentence each
   */
  static Supervisor start(List<WorkerPlan> plans, Consumer<String> says) throws IOException {
    Supervisor supervisor = new Supervisor(plans, says);
    try {
      for (Replica replica : supervisor.replicas) {
        supervisor.begin(replica);
      }
      return supervisor;
    } catch (IOException | RuntimeException e) {
      supervisor.close();
      throw e;
    }
  }

  /** Those that run now, in the order of their plans. */
  synchronized List<WorkerProcess> running() {
    return replicas.stream()
        .flatMap(replica -> replica.process().stream())
        .filter(WorkerProcess::alive)
        .toList();
  }

  /** Which one is given up, and why; empty while all run or will run again. */
  synchronized Optional<String> failure() {
    return replicas.stream()
        .filter(replica -> replica.givenUp)
        .findFirst()
        .map(
            replica ->
                "%s ended %d times in a row; its log is %s"
                    .formatted(replica.plan.name(), replica.failuresInARow, replica.plan.log()));
  }

  /**
   * Waits until all are ready, starting again what ends meanwhile.
   *
   * @throws IllegalStateException when one is given up or not ready in time
   */
  void awaitReady(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      Optional<String> late = notReady();
      if (late.isEmpty()) {
        return;
      }
      failure()
          .ifPresent(
              why -> {
                throw new IllegalStateException(why);
              });
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(late.get() + " is not ready after " + longest);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private Optional<String> notReady() {
    List<WorkerProcess> running = running();
    if (running.size() < replicas.size()) {
      return Optional.of("a worker that was started again");
    }
    return running.stream().filter(process -> !process.ready()).findFirst().map(p -> p.toString());
  }

  private synchronized void begin(Replica replica) throws IOException {
    if (ending) {
      return;
    }
    WorkerProcess process = replica.plan.start();
    replica.process = process;
    replica.startedAt = System.nanoTime();
    CompletableFuture<Void> unused =
        process.exit().thenAccept(code -> ended(replica, process, code));
  }

  private synchronized void ended(Replica replica, WorkerProcess process, int code) {
    if (ending) {
      return;
    }
    if (System.nanoTime() - replica.startedAt > A_GOOD_WHILE.toNanos()) {
      replica.failuresInARow = 0;
    }
    retry(replica, "%s ended with code %d".formatted(process, code));
  }

  private synchronized void retry(Replica replica, String why) {
    replica.failuresInARow++;
    if (replica.failuresInARow >= MOST_FAILURES_IN_A_ROW) {
      replica.givenUp = true;
      says.accept(why + "; it is given up");
      return;
    }
    long millis = PAUSE.apply(replica.failuresInARow);
    says.accept(why + "; it is started again in " + Text.seconds(Duration.ofMillis(millis)));
    ScheduledFuture<?> unused =
        clock.schedule(() -> beginAgain(replica), millis, TimeUnit.MILLISECONDS);
  }

  private void beginAgain(Replica replica) {
    try {
      begin(replica);
    } catch (IOException | RuntimeException e) {
      retry(replica, "%s could not be started (%s)".formatted(replica.plan.name(), e.getMessage()));
    }
  }

  /** Ends all of them at once, within 8 s. */
  @Override
  public void close() {
    List<WorkerProcess> running;
    synchronized (this) {
      ending = true;
      running = running();
    }
    clock.shutdownNow();
    WorkerProcess.closeAll(running, LONGEST_CLOSE);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is on its way out, and the hook has done its part.
    }
  }

  private void expectTheEnd() {
    ending = true;
  }
}
