package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.stage.OpenTransaction.State;
import dev.ingot.stage.TransactionFate.Note;
import dev.ingot.stage.TransactionFate.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TransactionFateTest {
  private static final short EPOCH = 7;
  private static final short NEXT = 8;
  private static final Instant LAST = Instant.parse("2026-11-01T03:00:00Z");
  private static final TopicPartition PLACE = new TopicPartition("ingot.images", 3);

  private static Note note(int epoch, Status status, int seconds) {
    return new Note((short) epoch, status, LAST.plusSeconds(seconds));
  }

  private static State of(Note... notes) {
    return TransactionFate.of(EPOCH, LAST, List.of(notes));
  }

  @Test
  void anEndUnderTheNextEpochIsTheEnd() {
    assertThat(of(note(NEXT, Status.PREPARE_COMMIT, 1), note(NEXT, Status.COMPLETE_COMMIT, 2)))
        .isEqualTo(State.COMMITTED);
    assertThat(of(note(NEXT, Status.PREPARE_ABORT, 1), note(NEXT, Status.COMPLETE_ABORT, 2)))
        .isEqualTo(State.ABORTED);
  }

  @Test
  void anEndUnderItsOwnEpochCountsWhenItIsYoungerThanTheLastRecord() {
    assertThat(of(note(EPOCH, Status.PREPARE_COMMIT, -1), note(EPOCH, Status.COMPLETE_COMMIT, 1)))
        .isEqualTo(State.UNKNOWN);
    assertThat(of(note(EPOCH, Status.PREPARE_COMMIT, 1), note(EPOCH, Status.COMPLETE_COMMIT, 2)))
        .isEqualTo(State.COMMITTED);
  }

  @Test
  void theEndOfTheTransactionBeforeIsNotItsEnd() {
    assertThat(
            of(
                note(EPOCH, Status.PREPARE_ABORT, -1),
                note(EPOCH, Status.ONGOING, 0),
                note(EPOCH, Status.COMPLETE_ABORT, 1),
                note(NEXT, Status.COMPLETE_COMMIT, 1)))
        .isEqualTo(State.COMMITTED);
  }

  @Test
  void theEndOfALaterTransactionIsNotItsEnd() {
    assertThat(
            of(
                note(NEXT, Status.COMPLETE_COMMIT, 1),
                note(NEXT, Status.ONGOING, 2),
                note(NEXT + 1, Status.COMPLETE_ABORT, 3)))
        .isEqualTo(State.COMMITTED);
  }

  @Test
  void ofEachEpochTheFirstEndCounts() {
    assertThat(
            of(
                note(EPOCH, Status.PREPARE_COMMIT, 1),
                note(EPOCH, Status.COMPLETE_COMMIT, 1),
                note(EPOCH, Status.PREPARE_ABORT, 2),
                note(EPOCH, Status.COMPLETE_ABORT, 2)))
        .isEqualTo(State.COMMITTED);
  }

  @Test
  void whereTheNotesDoNotAgreeNobodyKnows() {
    assertThat(
            of(
                note(EPOCH, Status.PREPARE_COMMIT, 1),
                note(EPOCH, Status.COMPLETE_COMMIT, 1),
                note(NEXT, Status.COMPLETE_ABORT, 2)))
        .isEqualTo(State.UNKNOWN);
  }

  @Test
  void anEndThatIsBegunIsStillInSomebodysHands() {
    assertThat(of(note(NEXT, Status.PREPARE_COMMIT, 1))).isEqualTo(State.LIVE);
    assertThat(of(note(NEXT, Status.PREPARE_EPOCH_FENCE, 1))).isEqualTo(State.LIVE);
  }

  @Test
  void whatIsOngoingByTheLastNoteIsLiveThoughItsCoordinatorDoesNotKnowItYet() {
    assertThat(of(note(EPOCH, Status.EMPTY, -1), note(EPOCH, Status.ONGOING, 0)))
        .isEqualTo(State.LIVE);
  }

  @Test
  void withoutANoteNobodyKnows() {
    assertThat(of()).isEqualTo(State.UNKNOWN);
    assertThat(of(note(EPOCH, Status.ONGOING, 1), note(NEXT, Status.EMPTY, 2)))
        .isEqualTo(State.UNKNOWN);
  }

  @Test
  void aPartitionOnTheCoordinatorsListIsAwaited() {
    assertThat(TransactionFate.isAwaited(PLACE, known(TransactionState.ONGOING, PLACE))).isTrue();
    assertThat(TransactionFate.isAwaited(PLACE, known(TransactionState.PREPARE_COMMIT, PLACE)))
        .isTrue();
    assertThat(
            TransactionFate.isAwaited(
                PLACE, known(TransactionState.ONGOING, new TopicPartition("ingot.images", 4))))
        .isFalse();
    assertThat(TransactionFate.isAwaited(PLACE, known(TransactionState.COMPLETE_COMMIT))).isFalse();
    assertThat(TransactionFate.isAwaited(PLACE, Optional.empty())).isFalse();
  }

  private static Optional<TransactionDescription> known(
      TransactionState state, TopicPartition... partitions) {
    return Optional.of(
        new TransactionDescription(
            1, state, 42, NEXT, 10_000, OptionalLong.empty(), Set.of(partitions)));
  }

  @Test
  void kafkasNumbersAreTheOrderOfTheStatuses() {
    assertThat(Status.of(2)).contains(Status.PREPARE_COMMIT);
    assertThat(Status.of(5)).contains(Status.COMPLETE_ABORT);
    assertThat(Status.of(8)).isEmpty();
    assertThat(Status.of(-1)).isEmpty();
  }
}
