package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.wire.CloudEvent;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.nio.file.Path;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker, on a real broker. */
@SuppressWarnings("try") // a worker works by being open
class StageWorkerIT {
  private static LocalBroker broker;
  private TaskLog log;

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

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }

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
  void whatDoesNotDecodeIsPutAsideAndTheStreamGoesOn() {
    try (StageWorker<?> worker =
        StageWorker.start(new Script((task, context) -> Script.done(task)), log.config(0))) {
      log.putRaw("tasks", "shop", "not an event".getBytes(UTF_8));
      log.put(TaskLog.TASKS, TaskLog.task("shop", "task"));

      eventually(() -> assertThat(log.stepIds()).containsExactly("task/done"));
    }
    ConsumerRecord<byte[], byte[]> letter = log.raw("dead-letters").getFirst();
    assertThat(letter.value()).asString().isEqualTo("not an event");
    assertThat(letter.key()).asString().isEqualTo("shop");
    assertThat(letter.headers().toArray())
        .extracting(Header::key)
        .contains(
            "ingot_dead_topic",
            "ingot_dead_partition",
            "ingot_dead_offset",
            "ingot_dead_error",
            "ingot_dead_message",
            "ingot_dead_attempts",
            "ingot_dead_stage",
            "ingot_dead_version",
            "ingot_dead_time");
  }

  @Test
  void abandonsPastTheLastTryOnceTheWorldIsSafe() {
    AtomicInteger looks = new AtomicInteger();
    AtomicInteger abandons = new AtomicInteger();
    Script stage =
        new Script(
            spec -> spec,
            (task, context) -> {
              looks.incrementAndGet();
              throw new IllegalStateException("a surprise");
            },
            (task, context, why) -> {
              if (abandons.incrementAndGet() < 3) {
                throw new IllegalStateException("not safe yet");
              }
              return List.of(Script.emit(task, "failed after " + why.attempts()));
            });
    try (StageWorker<?> worker =
        StageWorker.of(stage, log.config(0))
            .retries(new RetryPolicy(4, Duration.ofMillis(5), Duration.ofMillis(20)))
            .start()) {
      log.put(TaskLog.TASKS, TaskLog.task("shop", "task"));

      eventually(() -> assertThat(log.stepIds()).containsExactly("task/failed after 4"));
    }
    assertThat(looks).hasValue(4);
    assertThat(abandons).hasValue(3);
    assertThat(log.raw("dead-letters")).hasSize(1);
  }

  @Test
  void aLostLeaseIsNoFailure() {
    AtomicInteger looks = new AtomicInteger();
    Script stage =
        new Script(
            (task, context) -> {
              if (looks.incrementAndGet() < 4) {
                throw new LeaseLostException("in doubt");
              }
              return context.failedLooks() == 0 ? Script.done(task) : Outcome.done();
            });
    try (StageWorker<?> worker =
        StageWorker.of(stage, log.config(0))
            .retries(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1)))
            .start()) {
      log.put(TaskLog.TASKS, TaskLog.task("shop", "task"));

      eventually(() -> assertThat(log.stepIds()).containsExactly("task/done"));
    }
  }

  @Test
  void closingLetsTheRunningLookEndAndCommitsIt() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Script stage =
        new Script(
            (task, context) -> {
              looking.countDown();
              goOn.await();
              return Script.done(task);
            });
    StageWorker<?> worker = StageWorker.start(stage, log.config(0));
    log.put(TaskLog.TASKS, TaskLog.task("shop", "task"));
    assertThat(looking.await(30, TimeUnit.SECONDS)).isTrue();

    Thread closing = Thread.startVirtualThread(worker::close);
    goOn.countDown();
    assertThat(closing.join(Duration.ofSeconds(10))).isTrue();

    assertThat(log.stepIds()).containsExactly("task/done");
  }

  @Test
  void aSecondWorkerWithTheSameSlotEndsTheFirst() {
    Script stage = new Script((task, context) -> Script.done(task));
    try (StageWorker<?> first = StageWorker.start(stage, log.config(0));
        StageWorker<?> second = StageWorker.start(stage, log.config(0))) {
      for (int i = 0; i < 40; i++) {
        log.put(TaskLog.TASKS, TaskLog.task("service-" + i, "task-" + i));
      }

      eventually(() -> assertThat(log.stepIds()).hasSize(40));
      eventually(() -> assertThat(first.live()).isFalse());
      assertThat(second.live()).isTrue();
    }
    assertThat(log.stepIds()).doesNotHaveDuplicates();
  }

  @Test
  void neverSkipsWhatWasDeletedBeforeItWasWorkedOn() throws Exception {
    log = new TaskLog(broker, 1, Map.of());
    Script stage = new Script((task, context) -> Script.done(task));
    try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
      log.put(TaskLog.TASKS, TaskLog.task("shop", "one"));
      eventually(() -> assertThat(log.stepIds()).hasSize(1));
    }
    log.put(TaskLog.TASKS, TaskLog.task("shop", "two"));
    log.put(TaskLog.TASKS, TaskLog.task("shop", "three"));
    log.deleteTasksBefore(2);

    try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
      eventually(() -> assertThat(worker.reasons()).anyMatch(r -> r.contains("--reset-offsets")));
      assertThat(worker.ready()).isFalse();
    }
    assertThat(log.stepIds()).containsExactly("one/done");
  }

  @Test
  void neverHoldsMoreThanItsLimits() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Script stage =
        new Script(
            (task, context) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              Thread.sleep(2);
              running.decrementAndGet();
              return Script.done(task);
            });
    for (int i = 0; i < 500; i++) {
      log.add(TaskLog.TASKS, TaskLog.task("service-" + i, "task-" + i));
    }
    log.flush();
    try (StageWorker<?> worker =
        StageWorker.of(stage, log.config(0))
            .limits(new Limits(10, 1_000_000, 20, 1_000_000))
            .start()) {
      eventually(() -> assertThat(log.stepIds()).hasSize(500));
    }
    assertThat(most.get()).isLessThanOrEqualTo(10);
    assertThat(log.stepIds()).doesNotHaveDuplicates();
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

  @Test
  void anEventThatTheTopicDoesNotTakeEndsItsRecordAndNoOther() throws Exception {
    String large = "x".repeat(500_000);
    Script stage =
        new Script(
            (task, context) ->
                task.getId().equals("large")
                    ? Outcome.done(
                        Emission.of(
                            TaskLog.STEPS,
                            HeadSeen.newBuilder(TaskLog.step(task, "done"))
                                .setCommitId(large)
                                .build()))
                    : Script.done(task));
    log.limit(TaskLog.STEPS, 100_000);
    try (StageWorker<?> worker =
        StageWorker.of(stage, log.config(0))
            .retries(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1)))
            .start()) {
      log.put(TaskLog.TASKS, TaskLog.task("large", "large"));
      log.put(TaskLog.TASKS, TaskLog.task("small", "small"));

      eventually(
          () ->
              assertThat(log.stepIds()).containsExactlyInAnyOrder("small/done", "large/abandoned"));
      assertThat(worker.ready()).isTrue();
    }
    assertThat(log.raw("dead-letters"))
        .singleElement()
        .extracting(
            letter -> new String(letter.headers().lastHeader("ingot_dead_message").value(), UTF_8))
        .asString()
        .contains("is larger than the brokers take");
  }
}
