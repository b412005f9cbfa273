package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.PushReported;
import dev.ingot.events.topics.Topics;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a record is told of the log, and when; reading is played by the test. */
class HistoryStoreTest {
  private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
  private static final long NOW = START.plusSeconds(60).toEpochMilli();

  private final StageSpec<PushReported> spec =
      StageSpec.of("script", TaskLog.TASKS)
          .emits(TaskLog.STEPS)
          .listensTo(TaskLog.STEPS)
          .listensTo(TaskLog.HINTS)
          .build();
  private final HistoryStore<PushReported> store = new HistoryStore<>(spec, t -> t.name("p."));
  private final List<Tape> tapes = store.open(0);
  private final Tape steps = tapes.get(0);
  private final Tape hints = tapes.get(1);
  private final Assignment<PushReported> assignment =
      new Assignment<>(new TopicPartition("p.tasks", 0), new OffsetTracker(0, new BitSet()));

  private InHand<PushReported> inHand(String id, Instant started) {
    ConsumerRecord<byte[], byte[]> raw =
        new ConsumerRecord<>("p.tasks", 0, 0, new byte[0], new byte[0]);
    PushReported task = TaskLog.task("shop", id, started);
    InHand<PushReported> record = new InHand<>(assignment, raw, task, "shop", START);
    store.need(record);
    return record;
  }

  private Collection<InHand<PushReported>> read(
      Tape tape, long offset, long at, String task, String what) {
    return store.read(
        tape, "shop", new Tape.Entry(offset, at, TaskLog.step("shop", task, what), false), 10);
  }

  /** The reading begins at offset 0, reaches back to the time, and has to come to the ends. */
  private void start(Instant since, long stepsEnd, long hintsEnd) {
    store.start(steps, 0, since.toEpochMilli(), stepsEnd);
    store.start(hints, 0, since.toEpochMilli(), hintsEnd);
  }

  private static List<String> refs(List<HeadSeen> events) {
    return events.stream().map(HeadSeen::getRef).toList();
  }

  @Test
  void isCompleteOnceEverythingUpToTheTakeoverHasBeenRead() {
    InHand<PushReported> record = inHand("task", START);
    assertThat(store.complete(record)).isFalse();
    start(START.minusSeconds(600), 10, 0);
    assertThat(store.advance(Map.of(steps, 5L, hints, 0L))).isEmpty();
    assertThat(store.complete(record)).isFalse();

    assertThat(store.advance(Map.of(steps, 10L))).containsExactly(record);

    assertThat(store.complete(record)).isTrue();
  }

  @Test
  void aRecordIsToldOfItsOwnSubjectOnly() {
    start(START.minusSeconds(600), 0, 0);
    InHand<PushReported> record = inHand("task", START);

    assertThat(read(steps, 0, NOW, "another", "no")).isEmpty();
    assertThat(read(steps, 1, NOW, "task", "yes")).containsExactly(record);

    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("yes");
    assertThat(store.events(record, TaskLog.HINTS)).isEmpty();
  }

  @Test
  void whatWasReadBeforeTheRecordCameIsInTheTail() {
    start(START.minusSeconds(600), 0, 0);
    read(steps, 0, NOW, "task", "early");
    store.advance(Map.of(steps, 1L, hints, 0L));

    InHand<PushReported> record = inHand("task", START);

    assertThat(store.complete(record)).isTrue();
    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("early");
  }

  @Test
  void aRecordThatBeganBeforeTheTailWantsOlderMessagesFirst() {
    start(START.minusSeconds(600), 0, 0);
    store.advance(Map.of(steps, 100L, hints, 100L));
    InHand<PushReported> record = inHand("task", START.minusSeconds(3_600));
    assertThat(store.complete(record)).isFalse();
    assertThat(store.wanted()).containsOnlyKeys(steps, hints);

    store.wanted().forEach((tape, since) -> store.rewound(tape, since, 40));
    read(steps, 41, START.minusSeconds(3_000).toEpochMilli(), "task", "old");
    assertThat(store.advance(Map.of(steps, 99L, hints, 100L))).isEmpty();

    assertThat(store.advance(Map.of(steps, 100L, hints, 100L))).containsExactly(record);
    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("old");
  }

  @Test
  void whatIsReadAgainCountsOnceAndWakesNobody() {
    start(START.minusSeconds(600), 0, 0);
    InHand<PushReported> record = inHand("task", START);
    store.announced(
        new TopicPartition("p.steps", 0),
        new Tape.Entry(7, NOW, TaskLog.step("shop", "task", "mine"), true),
        10);

    assertThat(read(steps, 7, NOW, "task", "mine")).isEmpty();
    assertThat(read(steps, 8, NOW, "task", "mine")).isNotEmpty();

    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("mine");
    assertThat(store.announced(record)).isTrue();
  }

  private void announce(long offset, String what) {
    announce(offset, "task", what);
  }

  private void announce(long offset, String task, String what) {
    store.announced(
        new TopicPartition("p.steps", 0),
        new Tape.Entry(offset, NOW, TaskLog.step("shop", task, what), true),
        10);
  }

  @Test
  void aRecordThatComesRightAfterAnAnnouncementKnowsItBeforeItIsReadBack() {
    start(START.minusSeconds(600), 0, 0);
    announce(7, "mine");

    InHand<PushReported> record = inHand("task", START);

    assertThat(store.complete(record)).isTrue();
    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("mine");
  }

  @Test
  void anAnnouncementThatWasReadBackIsKnownToThoseThatCome() {
    start(START.minusSeconds(600), 0, 0);
    announce(7, "mine");
    read(steps, 7, NOW, "task", "mine");

    InHand<PushReported> record = inHand("task", START);

    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("mine");
  }

  @Test
  void whatWasReadBeforeItsAnnouncementIsKnownOnce() {
    start(START.minusSeconds(600), 0, 0);
    read(steps, 7, NOW, "task", "mine");
    announce(7, "mine");

    InHand<PushReported> record = inHand("task", START);

    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("mine");
    assertThat(store.readBack(steps, "shop", 7)).isFalse();
  }

  @Test
  void anAnnouncementNeedNotBeDecodedWhenItIsReadBack() {
    announce(7, "seventh");
    announce(9, "ninth");

    assertThat(store.readBack(steps, "shop", 6)).isFalse();
    assertThat(store.readBack(steps, "shop", 7)).isTrue();
    assertThat(store.readBack(steps, "shop", 8)).isFalse();
    assertThat(store.readBack(steps, "shop", 9)).isTrue();
    assertThat(refs(store.events(inHand("task", START), TaskLog.STEPS)))
        .containsExactly("seventh", "ninth");
  }

  @Test
  void whatIsReadBackBeforeItsTransactionIsKnownToBeThroughIsKnownOnce() {
    start(START.minusSeconds(600), 0, 0);
    InHand<PushReported> record = inHand("task", START);
    written(7, "mine");
    assertThat(store.events(record, TaskLog.STEPS)).isEmpty();

    assertThat(store.readBack(steps, "shop", 7)).isTrue();
    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("mine");
    announce(7, "mine");

    assertThat(refs(store.events(record, TaskLog.STEPS))).containsExactly("mine");
    assertThat(refs(store.events(inHand("task", START), TaskLog.STEPS))).containsExactly("mine");
  }

  @Test
  void whatWasAbortedIsNeverTold() {
    start(START.minusSeconds(600), 0, 0);
    written(7, "aborted");
    written(9, "again");
    announce(9, "again");

    assertThat(store.readBack(steps, "shop", 9)).isTrue();
    store.advance(Map.of(steps, 10L));

    assertThat(refs(store.events(inHand("task", START), TaskLog.STEPS))).containsExactly("again");
  }

  @Test
  void whatWasAbortedIsForgottenWhenTheReadingHasPassedIt() {
    start(START.minusSeconds(600), 0, 0);
    for (int offset = 0; offset < 3 * Tape.MOST_ANNOUNCED; offset++) {
      written(offset, "aborted");
    }
    store.advance(Map.of(steps, 3L * Tape.MOST_ANNOUNCED));
    written(3 * Tape.MOST_ANNOUNCED, "mine");

    assertThat(store.readBack(steps, "shop", 3 * Tape.MOST_ANNOUNCED)).isTrue();
  }

  @Test
  void ofATransactionThatIsTooLongToRememberNothingIsLost() {
    start(START.minusSeconds(600), 0, 0);
    int most = 3 * Tape.MOST_ANNOUNCED;
    for (int offset = 0; offset < most; offset++) {
      written(offset, subject(offset, most), "step-" + offset);
    }
    for (int offset = 0; offset < most; offset++) {
      announce(offset, subject(offset, most), "step-" + offset);
    }
    for (int offset = 0; offset < most; offset++) {
      if (!store.readBack(steps, "shop", offset)) {
        read(steps, offset, NOW, subject(offset, most), "step-" + offset);
      }
    }
    store.advance(Map.of(steps, (long) most));

    InHand<PushReported> record = inHand("task", START);

    assertThat(store.complete(record)).isTrue();
    assertThat(store.events(record, TaskLog.STEPS)).hasSize(100);
  }

  /** The last hundred are about the task. */
  private static String subject(int offset, int most) {
    return offset < most - 100 ? "another" : "task";
  }

  private void written(int offset, String what) {
    written(offset, "task", what);
  }

  private void written(int offset, String task, String what) {
    store.written(
        steps.partition, new Tape.Entry(offset, NOW, TaskLog.step("shop", task, what), true), 10);
  }

  @Test
  void farAheadOfItsOwnReadingRecordsWaitForIt() {
    start(START.minusSeconds(600), 0, 0);
    for (int offset = 0; offset <= Tape.MOST_ANNOUNCED; offset++) {
      announce(offset, "step-" + offset);
    }

    InHand<PushReported> record = inHand("task", START);

    assertThat(store.complete(record)).isFalse();
    read(steps, 0, NOW, "task", "step-0");
    store.advance(Map.of(steps, 1L));
    assertThat(store.complete(record)).isTrue();
    assertThat(store.events(record, TaskLog.STEPS)).hasSize(Tape.MOST_ANNOUNCED + 1);
  }

  @Test
  void eventsFromBeforeTheStartAreNotTold() {
    start(START.minusSeconds(600), 0, 0);
    read(steps, 0, START.minusSeconds(300).toEpochMilli(), "task", "before");

    InHand<PushReported> record = inHand("task", START);

    assertThat(store.events(record, TaskLog.STEPS)).isEmpty();
  }

  @Test
  void forgetsWhatNobodyNeeds() {
    start(START.minusSeconds(600), 0, 0);
    InHand<PushReported> record = inHand("task", START);

    store.forget(record);

    assertThat(read(steps, 0, NOW, "task", "late")).isEmpty();
    assertThat(store.events(record, TaskLog.STEPS)).isEmpty();
  }

  @Test
  void refusesATopicThatTheSpecDoesNotListenTo() {
    InHand<PushReported> record = inHand("task", START);

    assertThatThrownBy(() -> store.events(record, Topics.COMMANDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not listen to commands");
  }

  @Test
  void aNewRecordNeedsNoSecondReadingForWhatWasSaidOfOthers() {
    start(START.minusSeconds(600), 0, 0);
    long offset = fillTheTail();
    store.advance(Map.of(steps, offset, hints, 0L));

    InHand<PushReported> record = inHand("new", START);

    assertThat(store.complete(record)).isTrue();
    assertThat(store.wanted()).isEmpty();
  }

  @Test
  void aRecordThatWasSpokenOfBeforeTheTailIsReadAgain() {
    start(START.minusSeconds(600), 0, 0);
    read(steps, 0, NOW, "early", "first");
    long offset = fillTheTail();
    store.advance(Map.of(steps, offset, hints, 0L));

    InHand<PushReported> record = inHand("early", START);

    assertThat(store.complete(record)).isFalse();
    assertThat(store.wanted()).containsOnlyKeys(steps);
  }

  @Test
  void aSecondReadingComesToItsEndBeforeAnotherBegins() {
    start(START.minusSeconds(600), 0, 0);
    read(steps, 0, NOW, "early", "first");
    read(steps, 1, NOW, "earlier", "first");
    long offset = fillTheTail();
    store.advance(Map.of(steps, offset, hints, 0L));
    inHand("early", START);
    store.rewound(steps, store.wanted().getOrDefault(steps, 0L), 0);

    InHand<PushReported> another = inHand("earlier", START);
    assertThat(store.wanted()).isEmpty();
    store.advance(Map.of(steps, offset - 1));
    assertThat(store.wanted()).isEmpty();
    store.advance(Map.of(steps, offset));

    assertThat(store.wanted()).containsOnlyKeys(steps);
    assertThat(store.complete(another)).isFalse();
  }

  /** More than is kept, about others; returns where it ends. */
  private long fillTheTail() {
    long offset = 10;
    for (int i = 0; i <= Tape.LONGEST_TAIL; i++) {
      read(steps, offset++, NOW, "other-" + i, "what");
    }
    return offset;
  }
}
