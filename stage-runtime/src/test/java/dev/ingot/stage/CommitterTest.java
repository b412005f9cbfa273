package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitterTest {
  private static final TopicPartition PARTITION = new TopicPartition("tasks", 0);

  private final Picky producer = new Picky();
  private final CountDownLatch committed = new CountDownLatch(1);

  /** Takes no value over 100 bytes; like the real one, it says so in the future and at the end. */
  private static final class Picky extends MockProducer<byte[], byte[]> {
    private boolean refused;

    Picky() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      initTransactions();
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> message, Callback callback) {
      if (message.value().length > 100) {
        refused = true;
        return CompletableFuture.failedFuture(new RecordTooLargeException("over 100 bytes"));
      }
      return super.send(message, callback);
    }

    @Override
    public void sendOffsetsToTransaction(
        Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata member) {
      if (refused) {
        throw new KafkaException("in an error state", new RecordTooLargeException());
      }
      super.sendOffsetsToTransaction(offsets, member);
    }

    @Override
    public void abortTransaction() {
      refused = false;
      super.abortTransaction();
    }
  }

  private static final class NoHistory implements History<String> {
    @Override
    public void need(InHand<String> record) {}

    @Override
    public boolean complete(InHand<String> record) {
      return true;
    }

    @Override
    public void forget(InHand<String> record) {}
  }

  private static final class NoHands implements Hands<String> {
    @Override
    public Thread look(InHand<String> record) {
      return Thread.ofVirtual().unstarted(() -> {});
    }

    @Override
    public void commit(Settlement<String> settlement) {}

    @Override
    public void take(Assignment<String> assignment) {}
  }

  /** A producer whose brokers went away before they had acknowledged what was sent. */
  private static final class CutOff extends MockProducer<byte[], byte[]> {
    CutOff() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      initTransactions();
    }

    @Override
    public void commitTransaction() {
      throw new TransactionAbortableException("aborted after exhausting retries");
    }

    @Override
    public void abortTransaction() {
      throw new TimeoutException("no broker answers");
    }
  }

  private final TimerThread timers = new TimerThread("committer-test");
  private final WorkerState state = new WorkerState("script", System::nanoTime);
  private final Desk<String> desk =
      new Desk<>(
          Limits.DEFAULT,
          RetryPolicy.DEFAULT,
          Duration.ZERO,
          timers,
          new NoHistory(),
          new NoHands());
  private final Assignment<String> assignment =
      new Assignment<>(PARTITION, new OffsetTracker(0, new BitSet()));

  @BeforeEach
  @SuppressWarnings("removal") // there is no other way to make the metadata
  void assign() {
    desk.assigned(assignment);
    desk.polled(new ConsumerGroupMetadata("group"));
  }

  @AfterEach
  void closeTimers() {
    timers.close();
  }

  private Committer<String> committer(
      Supplier<Producer<byte[], byte[]>> producers, Duration tidyEvery) {
    return new Committer<>(
        "committer-test",
        producers,
        desk,
        (settlements, announced, took) -> committed.countDown(),
        state,
        tidyEvery);
  }

  /** Puts a record of so many bytes aside, and returns when that is committed. */
  private void putAside(int bytes, Supplier<Producer<byte[], byte[]>> producers)
      throws InterruptedException {
    ConsumerRecord<byte[], byte[]> raw =
        new ConsumerRecord<>("tasks", 0, 0, new byte[0], new byte[bytes]);
    InHand<String> poison = InHand.poison(assignment, raw, Instant.EPOCH);
    Outgoing letter =
        new DeadLetters("dead-letters", "script", Clock.systemUTC())
            .givenUp(raw, 1, new IllegalStateException("no"));
    desk.putAside(poison, List.of(letter));
    try (Committer<String> committer = committer(producers, Committer.TIDY_EVERY)) {
      committer.start();
      committer.add(new Settlement<>(poison, true, List.of(letter)));

      assertThat(committed.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aDeadLetterThatIsRefusedForItsSizeIsReplaced() throws InterruptedException {
    putAside(200, () -> producer);

    assertThat(producer.history()).hasSize(1);
    assertThat(producer.history().getFirst().headers().lastHeader("ingot_dead_refused"))
        .isNotNull();
  }

  @Test
  void aBatchComesAgainWithANewProducerWhenNoBrokerHearsThatItIsAborted()
      throws InterruptedException {
    CutOff cutOff = new CutOff();
    Iterator<MockProducer<byte[], byte[]>> producers =
        List.<MockProducer<byte[], byte[]>>of(cutOff, producer).iterator();

    putAside(20, producers::next);

    assertThat(cutOff.closed()).isTrue();
    assertThat(producer.history()).hasSize(1);
    assertThat(state.live()).isTrue();
  }

  @Test
  void whatHasPiledUpGoesIntoOneTransaction() throws InterruptedException {
    try (Committer<String> committer = committer(() -> producer, Committer.TIDY_EVERY)) {
      for (int offset = 0; offset < 500; offset++) {
        InHand<String> poison =
            InHand.poison(
                assignment,
                new ConsumerRecord<>("tasks", 0, offset, new byte[0], new byte[1]),
                Instant.EPOCH);
        desk.putAside(poison, List.of());
        committer.add(new Settlement<>(poison, true, List.of()));
      }

      committer.start();

      assertThat(committed.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(producer.commitCount()).isEqualTo(1);
    assertThat(producer.consumerGroupOffsetsHistory())
        .containsExactly(Map.of("group", Map.of(PARTITION, new OffsetAndMetadata(500))));
  }

  @Test
  void anOffsetBeyondWhatHoldsNoRecordsIsCommittedOnItsOwn() throws InterruptedException {
    desk.read(PARTITION, List.of(), 7);
    try (Committer<String> committer = committer(() -> producer, Duration.ZERO)) {
      committer.start();

      assertThat(committed.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(producer.history()).isEmpty();
    assertThat(producer.consumerGroupOffsetsHistory())
        .containsExactly(Map.of("group", Map.of(PARTITION, new OffsetAndMetadata(7))));
  }

  /** Counts nothing as done that has not been committed. */
  @Test
  @SuppressWarnings("removal") // there is no other way to make the metadata
  void aLookWhoseEventIsRefusedForItsSizeHasFailed() throws InterruptedException {
    List<InHand<String>> looks = new CopyOnWriteArrayList<>();
    CountDownLatch abandoned = new CountDownLatch(1);
    TimerThread timers = new TimerThread("committer-test");
    Hands<String> hands =
        new Hands<>() {
          @Override
          public Thread look(InHand<String> record) {
            looks.add(record);
            if (record.abandonment != null) {
              abandoned.countDown();
            }
            return Thread.ofVirtual().unstarted(() -> {});
          }

          @Override
          public void commit(Settlement<String> settlement) {}

          @Override
          public void take(Assignment<String> assignment) {}
        };
    Desk<String> desk =
        new Desk<>(
            Limits.DEFAULT,
            new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1)),
            Duration.ZERO,
            timers,
            new NoHistory(),
            hands);
    Assignment<String> assignment = new Assignment<>(PARTITION, new OffsetTracker(0, new BitSet()));
    desk.assigned(assignment);
    desk.polled(new ConsumerGroupMetadata("group"));
    InHand<String> large = take(desk, assignment, 0);
    InHand<String> small = take(desk, assignment, 1);
    List<Settlement<String>> settlements =
        List.of(
            new Settlement<>(large, true, List.of(event(200))),
            new Settlement<>(small, true, List.of()));
    desk.looked(large, new LookResult.Finish(settlements.get(0).outgoing()));
    desk.looked(small, new LookResult.Finish(List.of()));
    try (timers;
        Committer<String> committer =
            new Committer<>(
                "committer-test",
                () -> producer,
                desk,
                (done, announced, took) -> committed.countDown(),
                new WorkerState("script", System::nanoTime),
                Committer.TIDY_EVERY)) {
      settlements.forEach(committer::add);
      committer.start();

      assertThat(abandoned.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(committed.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(looks).containsExactly(large, small, large);
    assertThat(assignment.offsets.committable().offset()).isZero();
    assertThat(assignment.offsets.isDone(1)).isTrue();
  }

  private static InHand<String> take(Desk<String> desk, Assignment<String> from, long offset) {
    ConsumerRecord<byte[], byte[]> raw =
        new ConsumerRecord<>("tasks", 0, offset, new byte[0], new byte[0]);
    InHand<String> record = new InHand<>(from, raw, "task", "key-" + offset, Instant.EPOCH);
    desk.take(List.of(record));
    return record;
  }

  private static Outgoing event(int bytes) {
    return new Outgoing(
        new ProducerRecord<>("steps", new byte[0], new byte[bytes]),
        Script.emit(TaskLog.task("shop", "task"), "done"));
  }
}
