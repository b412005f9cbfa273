package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose turn it is, without threads: looks and commits are played by the test. */
class DeskTest {
  private static final TopicPartition PARTITION = new TopicPartition("tasks", 0);
  private static final Duration LONG = Duration.ofHours(1);

  private final List<InHand<String>> looks = new ArrayList<>();
  private final List<Settlement<String>> commits = new ArrayList<>();
  private final TimerThread timers = new TimerThread("desk-test");
  private final Desk<String> desk =
      new Desk<>(
          new Limits(5, 1_000, 10, 1_000),
          new RetryPolicy(2, LONG, LONG),
          Duration.ZERO,
          timers,
          new NoHistory(),
          new Recorder());
  private Assignment<String> assignment = assignment(0);
  private int enoughToCommit = Integer.MAX_VALUE;

  private final class Recorder implements Hands<String> {
    @Override
    public Thread look(InHand<String> record) {
      looks.add(record);
      return Thread.ofVirtual().unstarted(() -> {});
    }

    @Override
    public void commit(Settlement<String> settlement) {
      commits.add(settlement);
    }

    @Override
    public boolean hasEnoughToCommit() {
      return commits.size() >= enoughToCommit;
    }

    @Override
    public void take(Assignment<String> from) {
      for (List<ConsumerRecord<byte[], byte[]>> next = desk.nextToTake(from);
          !next.isEmpty();
          next = desk.nextToTake(from)) {
        desk.take(next.stream().map(raw -> decoded(from, raw)).toList());
      }
    }
  }

  private static InHand<String> decoded(
      Assignment<String> from, ConsumerRecord<byte[], byte[]> raw) {
    String event = new String(raw.value(), StandardCharsets.UTF_8);
    return new InHand<>(from, raw, event, event.substring(0, 1), Instant.EPOCH);
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

  private static Assignment<String> assignment(long from) {
    return new Assignment<>(PARTITION, new OffsetTracker(from, new BitSet()));
  }

  @BeforeEach
  @SuppressWarnings("removal") // there is no other way to make one
  void begin() {
    desk.assigned(assignment);
    desk.polled(new ConsumerGroupMetadata("group"));
  }

  @AfterEach
  void end() {
    timers.close();
  }

  /** Events with offsets from the given one on; the first letter is the order key. */
  private void read(long from, String... events) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < events.length; i++) {
      byte[] value = events[i].getBytes(StandardCharsets.UTF_8);
      records.add(new ConsumerRecord<>("tasks", 0, from + i, new byte[0], value));
    }
    desk.read(PARTITION, records, from + events.length);
  }

  private List<String> looked() {
    return looks.stream().map(InHand::decoded).toList();
  }

  private void finish(int look) {
    desk.looked(looks.get(look), new LookResult.Finish(List.of()));
    commitAll();
  }

  private Batch<String> commitAll() {
    Batch<String> batch = desk.batch(List.copyOf(commits));
    commits.clear();
    desk.committed(batch);
    return batch;
  }

  private static OffsetAndMetadata committed(Batch<String> batch) {
    return Objects.requireNonNull(batch.offsets().get(PARTITION));
  }

  private static List<Outgoing> something() {
    return List.of(new Outgoing(new ProducerRecord<>("steps", new byte[0]), null));
  }

  @Test
  void looksAtTheFirstOfEachKey() {
    read(0, "a1", "a2", "b1");

    assertThat(looked()).containsExactly("a1", "b1");
  }

  @Test
  void theNextOfAKeyFollowsWhenTheFirstIsCommitted() {
    read(0, "a1", "a2");
    desk.looked(looks.getFirst(), new LookResult.Finish(List.of()));
    assertThat(looked()).containsExactly("a1");

    commitAll();

    assertThat(looked()).containsExactly("a1", "a2");
  }

  @Test
  void progressIsCommittedBeforeTheNextLook() {
    read(0, "a1");
    desk.looked(looks.getFirst(), new LookResult.Rest(Duration.ofNanos(0), something()));
    assertThat(looks).hasSize(1);

    Batch<String> batch = commitAll();

    assertThat(looks).hasSize(2);
    assertThat(committed(batch).offset()).isZero();
  }

  @Test
  void newsDuringALookLeadsToAnother() {
    read(0, "a1");
    desk.wake(Set.of(looks.getFirst()));
    assertThat(looks).hasSize(1);

    desk.looked(looks.getFirst(), new LookResult.Rest(LONG, List.of()));

    assertThat(looked()).containsExactly("a1", "a1");
  }

  @Test
  void aNewerRecordWakesTheOneInHand() {
    read(0, "a1");
    desk.looked(looks.getFirst(), new LookResult.Rest(LONG, List.of()));
    assertThat(desk.newerWaiting(looks.getFirst())).isFalse();

    read(1, "a2");

    assertThat(looked()).containsExactly("a1", "a1");
    assertThat(desk.newerWaiting(looks.getFirst())).isTrue();
  }

  private static LookResult failed() {
    return new LookResult.Failed(new IllegalStateException("no"));
  }

  private static Duration untilNextLook(InHand<?> record) {
    return Duration.ofNanos(record.timerAt - System.nanoTime());
  }

  @Test
  void newsCutsTheWaitAfterAFailure() {
    read(0, "a1");
    InHand<String> record = looks.getFirst();
    desk.looked(record, failed());
    assertThat(untilNextLook(record)).isGreaterThan(Turns.AFTER_NEWS);

    desk.wake(Set.of(record));

    assertThat(untilNextLook(record)).isLessThanOrEqualTo(Turns.AFTER_NEWS);
  }

  @Test
  void newsDuringALookThatFailsCutsTheWaitToo() {
    read(0, "a1");
    InHand<String> record = looks.getFirst();
    desk.wake(Set.of(record));

    desk.looked(record, failed());

    assertThat(untilNextLook(record)).isLessThanOrEqualTo(Turns.AFTER_NEWS);
  }

  @Test
  void newsDoesNotUseUpTheTries() {
    read(0, "a1");
    InHand<String> record = looks.getFirst();
    desk.looked(record, failed());
    desk.wake(Set.of(record));

    desk.looked(record, failed());

    assertThat(record.failedLooks).isEqualTo(1);
    assertThat(record.abandonment).isNull();
    assertThat(untilNextLook(record)).isGreaterThan(Turns.AFTER_NEWS);
  }

  @Test
  void theLastTryLeadsToAbandoningAtOnce() {
    read(0, "a1");
    InHand<String> record = looks.getFirst();
    record.failedLooks = 1;

    desk.looked(record, new LookResult.Failed(new IllegalStateException("no")));

    assertThat(looks).hasSize(2);
    assertThat(record.abandonment).extracting(Abandonment::attempts).isEqualTo(2);
  }

  @Test
  void commitsOutOfOrderWithTheDoneOnesInTheMetadata() {
    read(0, "a1", "b1", "c1");
    desk.looked(looks.get(2), new LookResult.Finish(List.of()));

    Batch<String> batch = commitAll();

    assertThat(committed(batch).offset()).isZero();
    assertThat(DoneBitmap.decode(committed(batch).metadata()).orElseThrow().get(2)).isTrue();
  }

  @Test
  void anAbortedBatchComesAgain() {
    read(0, "a1");
    desk.looked(looks.getFirst(), new LookResult.Finish(something()));
    Batch<String> aborted = desk.batch(List.copyOf(commits));

    Batch<String> again = desk.batch(aborted.settlements());

    assertThat(again.settlements()).isEqualTo(aborted.settlements());
    assertThat(again.offsets()).isEqualTo(aborted.offsets());
  }

  @Test
  void nothingOfALostPartitionIsCommitted() {
    read(0, "a1");
    desk.looked(looks.getFirst(), new LookResult.Finish(something()));

    desk.drop(Set.of(PARTITION));
    assignment = assignment(0);
    desk.assigned(assignment);

    assertThat(desk.batch(List.copyOf(commits)).settlements()).isEmpty();
    assertThat(desk.owns(looks.getFirst())).isFalse();
  }

  @Test
  void releasingWaitsForWhatRunsButNotForEver() {
    read(0, "a1");

    desk.release(Set.of(PARTITION), Duration.ofMillis(1));

    assertThat(desk.owns(looks.getFirst())).isFalse();
    assertThat(desk.view(0).records()).isZero();
  }

  @Test
  void takesNoMoreThanItsLimitAndGoesOnWhenThereIsRoom() {
    read(0, "a1", "b1", "c1", "d1", "e1", "f1", "g1");
    assertThat(looks).hasSize(5);

    finish(0);

    assertThat(looked()).endsWith("f1").hasSize(6);
    assertThat(desk.view(0).records()).isEqualTo(5);
  }

  @Test
  void takesNothingWhileEnoughWaitsToBeCommittedAndGoesOnWithTheNextBatch() {
    enoughToCommit = 2;
    read(0, "a1", "b1");
    desk.looked(looks.get(0), new LookResult.Finish(List.of()));
    desk.looked(looks.get(1), new LookResult.Finish(List.of()));

    read(2, "c1");
    assertThat(looked()).containsExactly("a1", "b1");

    List<Settlement<String>> next = List.copyOf(commits);
    commits.clear();
    desk.batch(next);
    assertThat(looked()).containsExactly("a1", "b1", "c1");
  }

  @Test
  void passesWhatHoldsNoRecords() {
    desk.read(PARTITION, List.of(), 30_000);

    assertThat(assignment.offsets.committable().offset()).isEqualTo(30_000);
  }

  @Test
  void whatHoldsNoRecordsIsCommittedOnce() {
    desk.read(PARTITION, List.of(), 30_000);
    Batch<String> left = desk.leftBehind();
    assertThat(left.settlements()).isEmpty();
    assertThat(committed(left).offset()).isEqualTo(30_000);

    desk.committed(left);

    assertThat(desk.leftBehind().isEmpty()).isTrue();
  }

  @Test
  void passesTheEndOfWhatWasReadEvenWithoutRoom() {
    read(0, "a1", "b1", "c1", "d1");
    ConsumerRecord<byte[], byte[]> last =
        new ConsumerRecord<>("tasks", 0, 4, new byte[0], "e1".getBytes(StandardCharsets.UTF_8));
    desk.read(PARTITION, List.of(last), 8);

    for (int look = 0; look < 5; look++) {
      finish(look);
    }

    assertThat(assignment.offsets.low()).isEqualTo(8);
  }

  @Test
  void goesOnAfterAGapLongerThanTheSpan() {
    read(1_000_000, "a1");

    assertThat(looked()).containsExactly("a1");
  }

  @Test
  void wantsNoMoreWhileTheBacklogIsFull() {
    assertThat(desk.wantsMore(PARTITION)).isTrue();

    read(0, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o");

    assertThat(desk.wantsMore(PARTITION)).isFalse();
  }
}
