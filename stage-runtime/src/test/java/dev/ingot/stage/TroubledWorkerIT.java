package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.HeadSeen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** One worker, on a real broker: surprises, limits, and its end. */
@SuppressWarnings("try") // a worker works by being open
class TroubledWorkerIT extends OnABroker {
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
  void anErrorOverOneRecordIsItsOwnAndAnyOtherEndsTheWorker() {
    Script stage =
        new Script(
            spec ->
                spec.oneAtATimeBy(
                    task ->
                        switch (task.getId()) {
                          case "deep" -> throw new StackOverflowError("too deep");
                          case "broken" -> throw new NoClassDefFoundError("missing");
                          default -> task.getService();
                        }),
            (task, context) -> Script.done(task));
    try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
      log.put(TaskLog.TASKS, TaskLog.task("shop", "deep"));
      log.put(TaskLog.TASKS, TaskLog.task("shop", "task"));
      eventually(() -> assertThat(log.stepIds()).containsExactly("task/done"));
      eventually(() -> assertThat(log.raw("dead-letters")).hasSize(1));
      assertThat(worker.live()).isTrue();

      log.put(TaskLog.TASKS, TaskLog.task("shop", "broken"));
      eventually(() -> assertThat(worker.live()).isFalse());
      assertThat(worker.reasons()).anyMatch(r -> r.startsWith("taking records from "));
    }
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
    assertThat(looking.await(60, TimeUnit.SECONDS)).isTrue();

    Thread closing = Thread.startVirtualThread(worker::close);
    goOn.countDown();
    assertThat(closing.join(Duration.ofMinutes(1))).isTrue();

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

  @Test
  @SuppressWarnings({"removal", "try"}) // there is no other way to make the metadata
  void offsetsThatAnOpenTransactionHoldsCostTheOtherPartitionsNoLease() throws Exception {
    log = new TaskLog(broker, 2, Map.of());
    Script stage =
        new Script(
            (task, context) -> {
              context.requireLease();
              return Script.done(task);
            });
    TopicPartition held = new TopicPartition(TaskLog.TASKS.name(log.prefix), 0);
    log.put(TaskLog.TASKS, held.partition(), TaskLog.task("held", "held"));
    log.put(TaskLog.TASKS, 1, TaskLog.task("free", "free"));
    try (KafkaProducer<byte[], byte[]> other =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "transactional.id",
                "other",
                "transaction.timeout.ms",
                60_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      other.initTransactions();
      other.beginTransaction();
      other.sendOffsetsToTransaction(
          Map.of(held, new OffsetAndMetadata(0)), new ConsumerGroupMetadata(log.prefix + "script"));
      try (StageWorker<?> worker = StageWorker.start(stage, log.config(0))) {
        eventually(() -> assertThat(log.stepIds()).containsExactly("free/done"));
        eventually(
            () ->
                assertThat(worker.reasons())
                    .singleElement()
                    .asString()
                    .startsWith("can't read the committed offsets of " + held));

        other.abortTransaction();

        eventually(() -> assertThat(log.stepIds()).contains("held/done"));
        eventually(() -> assertThat(worker.ready()).isTrue());
      }
    }
  }
}
