package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.PushReported;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that come and go while records are in hand: every event counts once. */
@SuppressWarnings("try") // a worker works by being open
class RebalanceIT {
  private static final int TASKS = 300;
  private static LocalBroker broker;
  private TaskLog log;

  /** Which worker looked at a task last. */
  private final Map<String, Integer> lookers = new ConcurrentHashMap<>();

  /** However late it is: until then the first one comes to no end. */
  private volatile boolean secondHasLooked;

  @BeforeAll
  static void startBroker(@TempDir Path folder) {
    broker = LocalBroker.start(folder, 0);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void makeTopics() {
    log = new TaskLog(broker);
  }

  @AfterEach
  void close() {
    log.close();
  }

  /** Three steps of progress, some milliseconds apart, and done once both have had a share. */
  private StageWorker<PushReported> worker(int slot) {
    Script stage =
        new Script(
            spec -> spec.listensTo(TaskLog.STEPS),
            (task, context) -> {
              lookers.put(task.getId(), slot);
              secondHasLooked |= slot == 1;
              int said = context.history(TaskLog.STEPS).size();
              if (said < 3) {
                return Outcome.checkAgain(Duration.ofMillis(40), Script.emit(task, "step-" + said));
              }
              return secondHasLooked
                  ? Script.done(task)
                  : Outcome.checkAgain(Duration.ofMillis(40));
            });
    return StageWorker.start(stage, log.config(slot));
  }

  private void putTasks(int from, int to) {
    for (int i = from; i < to; i++) {
      log.add(TaskLog.TASKS, TaskLog.task("service-" + i % 50, "task-" + i));
    }
    log.flush();
  }

  private void awaitSteps(int atLeast) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(log.stepIds()).hasSizeGreaterThanOrEqualTo(atLeast));
  }

  private static List<String> allSteps() {
    return IntStream.range(0, TASKS)
        .boxed()
        .flatMap(
            i ->
                List.of(
                    "task-" + i + "/step-0",
                    "task-" + i + "/step-1",
                    "task-" + i + "/step-2",
                    "task-" + i + "/done")
                    .stream())
        .toList();
  }

  @Test
  void nothingIsRepeatedOrLostWhileWorkersComeAndGo() {
    putTasks(0, TASKS / 2);
    try (StageWorker<PushReported> first = worker(0)) {
      awaitSteps(100);
      try (StageWorker<PushReported> second = worker(1)) {
        putTasks(TASKS / 2, TASKS);
        awaitSteps(TASKS * 2);
        first.close();
        awaitSteps(TASKS * 4);
        assertThat(second.ready()).isTrue();
      }
    }
    assertThat(log.stepIds()).containsExactlyInAnyOrderElementsOf(allSteps());
    assertThat(lookers.values()).contains(1);
  }

  @Test
  void nothingIsRepeatedOrLostWhenWorkersAreKilled() {
    putTasks(0, TASKS);
    StageWorker<PushReported> first = worker(0);
    StageWorker<PushReported> second = worker(1);
    awaitSteps(300);
    first.crash();
    awaitSteps(600);
    StageWorker<PushReported> third = worker(0);
    awaitSteps(800);
    second.crash();
    awaitSteps(TASKS * 4);
    third.close();

    assertThat(log.stepIds()).containsExactlyInAnyOrderElementsOf(allSteps());
  }
}
