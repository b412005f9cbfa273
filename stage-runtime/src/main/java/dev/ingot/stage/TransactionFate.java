package dev.ingot.stage;

import dev.ingot.stage.OpenTransaction.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.TopicPartition;

/** Decides what is to become of a transaction that is open in a partition. Pure. */
final class TransactionFate {
  /** What a coordinator wrote down about a producer's transaction, at a time. */
  record Note(short epoch, Status status, Instant at) {}

  /** As Kafka numbers them in its log of transactions. */
  enum Status {
    EMPTY,
    ONGOING,
    PREPARE_COMMIT,
    PREPARE_ABORT,
    COMPLETE_COMMIT,
    COMPLETE_ABORT,
    DEAD,
    PREPARE_EPOCH_FENCE;

    boolean begins() {
      return this == PREPARE_COMMIT || this == PREPARE_ABORT || this == PREPARE_EPOCH_FENCE;
    }

    static Optional<Status> of(int number) {
      return number >= 0 && number < values().length
          ? Optional.of(values()[number])
          : Optional.empty();
    }
  }

  private TransactionFate() {}

  /**
   * Whether a coordinator still has the partition on its list: then it will end the transaction.
   */
  static boolean isAwaited(TopicPartition place, Optional<TransactionDescription> coordinator) {
    return coordinator.filter(known -> known.topicPartitions().contains(place)).isPresent();
  }

  /**
   * What becomes of a transaction whose partition no coordinator has on its list.
   *
   * <p>With Kafka's second transaction protocol each transaction has an epoch of its own, and its
   * end is written down under the next one. With the first, its end is written down under its own:
   * there an end counts that was begun after its last record, and not in the same millisecond, for
   * the end of the transaction before may be completed while it runs. Where the notes do not agree,
   * nobody knows. A transaction whose end was begun and not completed is still in somebody's hands,
   * who may be starting up.
   *
   * @param epoch under which it is open in the partition
   * @param last when its last record there was written
   * @param notes all about its producer, the oldest first
   */
  static State of(short epoch, Instant last, List<Note> notes) {
    List<Note> next = notes.stream().filter(note -> note.epoch() == epoch + 1).toList();
    List<Note> own =
        notes.stream()
            .filter(note -> note.epoch() == epoch)
            .dropWhile(note -> !note.status().begins() || !note.at().isAfter(last))
            .toList();
    Set<State> ends =
        Stream.of(own, next).flatMap(about -> firstEnd(about).stream()).collect(Collectors.toSet());
    if (ends.isEmpty() && isOngoing(epoch, notes)) {
      return State.LIVE;
    }
    return ends.size() == 1 ? ends.iterator().next() : State.UNKNOWN;
  }

  /** The last word about the producer: its coordinator may be starting up, and not know it yet. */
  private static boolean isOngoing(short epoch, List<Note> notes) {
    return !notes.isEmpty()
        && notes.getLast().epoch() == epoch
        && notes.getLast().status() == Status.ONGOING;
  }

  /** What follows on it may be another transaction's. */
  private static Optional<State> firstEnd(List<Note> notes) {
    boolean begun = false;
    for (Note note : notes) {
      switch (note.status()) {
        case COMPLETE_COMMIT -> {
          return Optional.of(State.COMMITTED);
        }
        case COMPLETE_ABORT -> {
          return Optional.of(State.ABORTED);
        }
        default -> begun |= note.status().begins();
      }
    }
    return begun ? Optional.of(State.LIVE) : Optional.empty();
  }
}
