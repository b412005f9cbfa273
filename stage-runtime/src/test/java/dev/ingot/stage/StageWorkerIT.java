package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.wire.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** One worker, on a real broker: what it promises when all is well. */
@SuppressWarnings("try") // a worker works by being open
class StageWorkerIT extends OnABroker {
  @Test
  void announcesWhatCameOfEachRecord() {
    try (StageWorker<?> worker =
        StageWorker.start(new Script((task, context) -> Script.done(task)), log.config(0))) {
      for (int i = 0; i < 20; i++) {
        log.put(TaskLog.TASKS, TaskLog.task("service-" + i, "task-" + i));
      }

      eventually(() -> assertThat(log.all(TaskLog.STEPS)).hasSize(20));
      assertThat(worker.ready()).isTrue();
    }
    assertThat(log.all(TaskLog.STEPS)).extracting(HeadSeen::getRef).containsOnly("done");
  }

  @Test
  void worksOnRecordsOfOneKeyOneAtATimeAndInOrder() {
    Set<String> running = ConcurrentHashMap.newKeySet();
    AtomicInteger overlaps = new AtomicInteger();
    Script stage =
        new Script(
            (task, context) -> {
              if (!running.add(task.getService())) {
                overlaps.incrementAndGet();
              }
              // Long enough for another to come in between.
              LockSupport.parkNanos(100_000);
              running.remove(task.getService());
              return Script.done(task);
            });
    for (int i = 0; i < 60; i++) {
      log.put(TaskLog.TASKS, TaskLog.task("service-" + i % 3, "task-" + i));
    }

    try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
      eventually(() -> assertThat(log.all(TaskLog.STEPS)).hasSize(60));
    }

    assertThat(overlaps).hasValue(0);
    for (int s = 0; s < 3; s++) {
      String service = "service-" + s;
      assertThat(log.all(TaskLog.STEPS).stream().filter(e -> e.getService().equals(service)))
          .extracting(e -> Integer.parseInt(e.getRepository().substring("task-".length())))
          .isSorted();
    }
  }

  @Test
  void aSlowRecordHoldsNobodyUpAndTheDoneOnesStayDoneAfterACrash() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Script slow =
        new Script(
            (task, context) -> {
              if (task.getService().equals("slow")) {
                never.await();
              }
              return Script.done(task);
            });
    log = new TaskLog(broker, 1, Map.of());
    StageWorker<?> first = StageWorker.start(slow, log.config(0));
    log.put(TaskLog.TASKS, TaskLog.task("slow", "task-slow"));
    for (int i = 0; i < 50; i++) {
      log.put(TaskLog.TASKS, TaskLog.task("service-" + i, "task-" + i));
    }
    eventually(() -> assertThat(log.all(TaskLog.STEPS)).hasSize(50));
    first.crash();

    Queue<String> looks = new ConcurrentLinkedQueue<>();
    Script after =
        new Script(
            (task, context) -> {
              looks.add(task.getId());
              return Script.done(task);
            });
    try (StageWorker<?> second = StageWorker.start(after, log.config(0))) {
      eventually(() -> assertThat(log.all(TaskLog.STEPS)).hasSize(51));
      log.put(TaskLog.TASKS, TaskLog.task("later", "task-later"));
      eventually(() -> assertThat(log.all(TaskLog.STEPS)).hasSize(52));
    }
    assertThat(looks).containsExactlyInAnyOrder("task-slow", "task-later");
    assertThat(log.stepIds()).doesNotHaveDuplicates();
  }

  @Test
  void progressIsNotRepeatedAfterACrash() {
    Script first =
        new Script(
            spec -> spec.listensTo(TaskLog.STEPS),
            (task, context) ->
                context.history(TaskLog.STEPS).isEmpty()
                    ? Outcome.checkAgain(Duration.ofHours(1), Script.emit(task, "begun"))
                    : Outcome.checkAgain(Duration.ofHours(1)));
    StageWorker<?> dying = StageWorker.start(first, log.config(0));
    log.put(TaskLog.TASKS, TaskLog.task("shop", "task"));
    eventually(() -> assertThat(log.stepIds()).containsExactly("task/begun"));
    dying.crash();

    AtomicBoolean begun = new AtomicBoolean();
    Script second =
        new Script(
            spec -> spec.listensTo(TaskLog.STEPS),
            (task, context) -> {
              begun.set(context.begun());
              return context.history(TaskLog.STEPS).isEmpty()
                  ? Outcome.checkAgain(Duration.ofHours(1), Script.emit(task, "begun"))
                  : Script.done(task);
            });
    try (StageWorker<?> heir = StageWorker.start(second, log.config(0))) {
      eventually(() -> assertThat(log.stepIds()).containsExactly("task/begun", "task/done"));
    }
    assertThat(begun).isTrue();
  }

  @Test
  void aStageSeesItsOwnProgressAtTheNextLook() {
    Script stage =
        new Script(
            spec -> spec.listensTo(TaskLog.STEPS),
            (task, context) -> {
              int said = context.history(TaskLog.STEPS).size();
              return said == 5
                  ? Script.done(task)
                  : Outcome.checkAgain(Duration.ofMillis(1), Script.emit(task, "step-" + said));
            });
    try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
      log.put(TaskLog.TASKS, TaskLog.task("shop", "task"));

      eventually(() -> assertThat(log.stepIds()).contains("task/done"));
    }
    assertThat(log.stepIds())
        .containsExactly(
            "task/step-0", "task/step-1", "task/step-2", "task/step-3", "task/step-4", "task/done");
  }

  @Test
  void aNewEventInTheHistoryWakesTheLookAtOnce() {
    Script stage =
        new Script(
            spec -> spec.listensTo(TaskLog.HINTS),
            (task, context) ->
                context.history(TaskLog.HINTS).isEmpty()
                    ? Outcome.checkAgain(Duration.ofHours(1), Script.emit(task, "waits"))
                    : Script.done(task));
    try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
      log.put(TaskLog.TASKS, TaskLog.task("shop", "task"));
      eventually(() -> assertThat(log.stepIds()).containsExactly("task/waits"));

      log.put(TaskLog.HINTS, TaskLog.step("shop", "another-task", "hint"));
      log.put(TaskLog.HINTS, TaskLog.step("shop", "task", "hint"));

      eventually(() -> assertThat(log.stepIds()).containsExactly("task/waits", "task/done"));
    }
  }

  @Test
  void theHistoryReachesBackToTheStartOfTheDeployment() {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    Script stage =
        new Script(
            spec -> spec.listensTo(TaskLog.HINTS),
            (task, context) -> {
              seen.add(context.history(TaskLog.HINTS).size());
              return Script.done(task);
            });
    try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
      // Enough to push the first ones out of the tail.
      for (int i = 0; i < 3; i++) {
        log.put(TaskLog.HINTS, TaskLog.step("shop", "old-task", "hint-" + i));
      }
      for (int i = 0; i < Tape.LONGEST_TAIL + 500; i++) {
        log.add(TaskLog.HINTS, TaskLog.step("shop", "noise", "hint-" + i));
      }
      log.flush();
      log.put(
          TaskLog.TASKS,
          TaskLog.task("shop", "old-task", Instant.now().minus(Duration.ofHours(1))));

      eventually(() -> assertThat(log.stepIds()).containsExactly("old-task/done"));
    }
    assertThat(seen).containsExactly(3);
  }

  @Test
  void aNewerRecordWakesTheOneInHandWhichMayStandAside() {
    Script stage =
        new Script(
            (task, context) ->
                context.newerWaiting()
                    ? Outcome.done(Script.emit(task, "superseded"))
                    : Outcome.checkAgain(Duration.ofHours(1), Script.emit(task, "waits")));
    try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
      log.put(TaskLog.TASKS, TaskLog.task("shop", "one"));
      eventually(() -> assertThat(log.stepIds()).containsExactly("one/waits"));

      log.put(TaskLog.TASKS, TaskLog.task("shop", "two"));

      eventually(
          () ->
              assertThat(log.stepIds())
                  .containsExactly("one/waits", "one/superseded", "two/waits"));
    }
  }

  @Test
  void theTraceGoesOnAndTheEventsAreCloudEvents() {
    String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (StageWorker<?> worker =
        StageWorker.start(new Script((task, context) -> Script.done(task)), log.config(0))) {
      log.put(TaskLog.TASKS, TaskLog.task("shop", "task"), Map.of("traceparent", traceparent));

      eventually(() -> assertThat(log.stepIds()).containsExactly("task/done"));
    }
    ConsumerRecord<byte[], byte[]> step = log.raw("steps").getFirst();
    assertThat(step.headers().lastHeader("traceparent").value()).asString().isEqualTo(traceparent);
    assertThat(CloudEvent.from(step.headers()))
        .hasValueSatisfying(
            event -> {
              assertThat(event.id()).isEqualTo("task/done");
              assertThat(event.source()).isEqualTo("/ingot/script");
            });
  }
}
