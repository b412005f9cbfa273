package dev.ingot.stage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records in hand, and whose turn it is: one at a time per order key, everything else at once.
 *
 * <p>One lock guards it all and is held for moments only; looks, transactions and reads happen
 * outside.
 */
final class Desk<I> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition calmer = lock.newCondition();
  private final Map<TopicPartition, Assignment<I>> assignments = new HashMap<>();
  private final Room<I> room;
  private final History<I> history;
  private final Hands<I> hands;
  private final Gatekeeper<I> gatekeeper;
  private final Turns<I> turns;
  private @Nullable ConsumerGroupMetadata member;

  /** Without a gate. */
  Desk(
      Limits limits,
      RetryPolicy retries,
      Duration pacing,
      Timers timers,
      History<I> history,
      Hands<I> hands) {
    this(
        limits,
        new Patience(retries, Duration.ofDays(1), pacing),
        new Gatekeeper<>("", Gate.open(), history, timers),
        timers,
        history,
        hands);
  }

  Desk(
      Limits limits,
      Patience patience,
      Gatekeeper<I> gatekeeper,
      Timers timers,
      History<I> history,
      Hands<I> hands) {
    this.room = new Room<>(limits);
    this.history = history;
    this.hands = hands;
    this.gatekeeper = gatekeeper;
    this.turns = new Turns<>(patience, gatekeeper, timers, history, hands, this::locked);
  }

  // ---- what the polling thread says

  void assigned(Assignment<I> assignment) {
    locked(() -> assignments.put(assignment.partition, assignment));
  }

  /** The group's state as of the poll that has just come back: commits are made in its name. */
  void polled(ConsumerGroupMetadata now) {
    locked(() -> member = now);
  }

  /** Records that were read, in the log's order, and where the log goes on after them. */
  void read(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records, long next) {
    locked(
        () -> {
          Assignment<I> assignment = assignments.get(partition);
          if (assignment != null && assignment.phase == Assignment.Phase.WORKING) {
            assignment.backlog.add(records);
            assignment.next = next;
            if (assignment.backlog.isEmpty() && !assignment.taking) {
              // Only markers and what was aborted.
              assignment.offsets.passed(next);
            }
            takeMore(assignment);
          }
        });
  }

  /** Whether more of the partition should be read now. */
  boolean wantsMore(TopicPartition partition) {
    lock.lock();
    try {
      Assignment<I> assignment = assignments.get(partition);
      return assignment != null
          && assignment.phase == Assignment.Phase.WORKING
          && room.wantsMore(assignment.backlog);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives partitions back: nothing new begins, what runs may end within the time, and what is left
   * after it is dropped.
   */
  void release(Collection<TopicPartition> partitions, Duration within) {
    quieten(partitions);
    lock.lock();
    try {
      List<Assignment<I>> leaving = known(partitions);
      long left = within.toNanos();
      while (left > 0 && leaving.stream().anyMatch(a -> a.busy > 0)) {
        left = calmer.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
      drop(partitions);
    }
  }

  /** Partitions that will be given back: nothing new begins, what runs may end. */
  void quieten(Collection<TopicPartition> partitions) {
    locked(() -> known(partitions).forEach(Desk::quieten));
  }

  /** Partitions that are not ours any more. */
  void drop(Collection<TopicPartition> partitions) {
    locked(
        () -> {
          for (Assignment<I> assignment : known(partitions)) {
            quieten(assignment);
            assignment.phase = Assignment.Phase.GONE;
            assignments.remove(assignment.partition);
            room.expectNone(assignment);
            records(assignment).forEach(this::letGo);
            assignment.queues.clear();
          }
          assignments.values().forEach(this::takeMore);
        });
  }

  // ---- what the taking threads say

  /**
   * The next record to decode; null when there is none, or no room: the taking then ends, and is
   * begun again when that changes.
   */
  @Nullable ConsumerRecord<byte[], byte[]> nextToTake(Assignment<I> assignment) {
    lock.lock();
    try {
      room.expectNone(assignment);
      // A backlog that was dropped is empty too, but nothing of it has been passed.
      while (assignment.phase == Assignment.Phase.WORKING) {
        if (assignment.backlog.isEmpty()) {
          assignment.offsets.passed(assignment.next);
          break;
        }
        if (!hasRoom(assignment)) {
          break;
        }
        ConsumerRecord<byte[], byte[]> next = assignment.backlog.remove();
        if (!assignment.offsets.isDone(next.offset())) {
          room.expect(assignment, next);
          return next;
        }
        assignment.offsets.passed(next.offset() + 1);
      }
      assignment.taking = false;
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the partition's records may be taken in hand. */
  boolean works(Assignment<I> assignment) {
    lock.lock();
    try {
      return assignment.phase == Assignment.Phase.WORKING;
    } finally {
      lock.unlock();
    }
  }

  /** A record has been decoded; its history is wanted from now on. */
  void take(InHand<I> record) {
    locked(
        () -> {
          if (!begin(record)) {
            history.forget(record);
            return;
          }
          Deque<InHand<I>> queue = queueOf(record);
          queue.add(record);
          InHand<I> first = queue.element();
          if (first == record) {
            turns.first(first);
          } else {
            turns.wakeUp(first);
          }
        });
  }

  /** A record that does not decode: what is to be sent in its place. */
  void putAside(InHand<I> poison, List<Outgoing> outgoing) {
    locked(
        () -> {
          if (begin(poison)) {
            queueOf(poison).add(poison);
            turns.commit(poison, true, outgoing);
          }
        });
  }

  // ---- what others say

  /** Something new is there for these records, or their history is complete. */
  void wake(Collection<InHand<I>> records) {
    locked(() -> records.forEach(turns::wakeUp));
  }

  /** Whether newer records of the same order key wait. */
  boolean newerWaiting(InHand<I> record) {
    lock.lock();
    try {
      Deque<InHand<I>> queue = record.assignment.queues.get(record.orderKey);
      return queue != null && queue.size() > 1;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the record is still this worker's. */
  boolean owns(InHand<I> record) {
    lock.lock();
    try {
      return record.assignment.phase != Assignment.Phase.GONE;
    } finally {
      lock.unlock();
    }
  }

  /** What came of a look. */
  void looked(InHand<I> record, LookResult result) {
    locked(
        () -> {
          record.looker = null;
          if (record.assignment.phase != Assignment.Phase.GONE) {
            calm(record.assignment);
            turns.looked(record, result);
          }
        });
  }

  /** What is in hand now. */
  record View(int records, int waiting, int held, long bytes, double oldestSeconds) {}

  /** Ages are since the records were written to the log. */
  View view(long nowMillis) {
    lock.lock();
    try {
      long oldest = nowMillis;
      int waiting = 0;
      for (Assignment<I> assignment : assignments.values()) {
        for (Deque<InHand<I>> queue : assignment.queues.values()) {
          waiting += queue.size() - 1;
          oldest = Math.min(oldest, queue.element().raw.timestamp());
        }
      }
      return new View(
          room.records(), waiting, gatekeeper.held(), room.bytes(), (nowMillis - oldest) / 1000.0);
    } finally {
      lock.unlock();
    }
  }

  // ---- what the committer says and asks

  /** What to commit now, in whose name; nothing of partitions that are not ours any more. */
  Batch<I> batch(Collection<Settlement<I>> settlements) {
    lock.lock();
    try {
      List<Settlement<I>> ours = new ArrayList<>();
      Map<Assignment<I>, Set<Long>> done = new HashMap<>();
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      for (Settlement<I> settlement : settlements) {
        Assignment<I> assignment = settlement.record().assignment;
        if (assignment.phase == Assignment.Phase.GONE || member == null) {
          continue;
        }
        ours.add(settlement);
        Set<Long> finished = done.computeIfAbsent(assignment, a -> new HashSet<>());
        if (settlement.finished()) {
          finished.add(settlement.record().raw.offset());
        }
      }
      done.forEach(
          (assignment, finished) ->
              offsets.put(assignment.partition, committable(assignment, finished)));
      return new Batch<>(ours, offsets, member);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Offsets to commit although nothing was settled: behind them are only markers, what was aborted,
   * and what an earlier owner has finished. Left as it is, the group's offset would one day be
   * older than the log, as if records had been lost.
   */
  Batch<I> leftBehind() {
    lock.lock();
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      for (Assignment<I> assignment : assignments.values()) {
        if (member != null && assignment.offsets.low() > assignment.committed) {
          offsets.put(assignment.partition, committable(assignment, Set.of()));
        }
      }
      return new Batch<>(List.of(), offsets, member);
    } finally {
      lock.unlock();
    }
  }

  private static OffsetAndMetadata committable(Assignment<?> assignment, Set<Long> finished) {
    OffsetTracker.Committable committable = assignment.offsets.committable(finished);
    return new OffsetAndMetadata(committable.offset(), committable.metadata());
  }

  /** The transaction is through. */
  void committed(Batch<I> batch) {
    locked(
        () -> {
          batch.offsets().forEach(this::committed);
          for (Settlement<I> settlement : batch.settlements()) {
            if (settlement.record().assignment.phase != Assignment.Phase.GONE) {
              committed(settlement);
            }
          }
        });
  }

  private void committed(TopicPartition partition, OffsetAndMetadata offset) {
    Assignment<I> assignment = assignments.get(partition);
    if (assignment != null) {
      assignment.committed = Math.max(assignment.committed, offset.offset());
    }
  }

  /** The brokers will never take what came of the look: for the record it was a failure. */
  void refused(Settlement<I> settlement, Throwable why) {
    locked(
        () -> {
          InHand<I> record = settlement.record();
          if (record.assignment.phase != Assignment.Phase.GONE) {
            calm(record.assignment);
            turns.looked(record, new LookResult.Failed(why));
          }
        });
  }

  private void committed(Settlement<I> settlement) {
    InHand<I> record = settlement.record();
    Assignment<I> assignment = record.assignment;
    calm(assignment);
    if (!settlement.finished()) {
      turns.progressed(record);
      return;
    }
    assignment.offsets.done(record.raw.offset());
    letGo(record);
    Deque<InHand<I>> queue = assignment.queues.get(record.orderKey);
    if (queue != null && queue.peek() == record) {
      queue.remove();
      InHand<I> next = queue.peek();
      if (next == null) {
        assignment.queues.remove(record.orderKey);
      } else {
        turns.first(next);
      }
    }
    assignments.values().forEach(this::takeMore);
  }

  // ---- how it goes on

  private boolean begin(InHand<I> record) {
    room.expectNone(record.assignment);
    if (record.assignment.phase != Assignment.Phase.WORKING) {
      return false;
    }
    record.assignment.offsets.take(record.raw.offset());
    room.enter(record);
    return true;
  }

  private static <I> Deque<InHand<I>> queueOf(InHand<I> record) {
    return record.assignment.queues.computeIfAbsent(record.orderKey, k -> new ArrayDeque<>());
  }

  private void letGo(InHand<I> record) {
    if (record.state != InHand.State.GONE) {
      turns.end(record);
      room.leave(record);
    }
  }

  private void calm(Assignment<I> assignment) {
    assignment.busy--;
    calmer.signalAll();
  }

  private void takeMore(Assignment<I> assignment) {
    if (!assignment.taking && !assignment.backlog.isEmpty() && hasRoom(assignment)) {
      assignment.taking = true;
      hands.take(assignment);
    }
  }

  private boolean hasRoom(Assignment<I> assignment) {
    ConsumerRecord<byte[], byte[]> next = assignment.backlog.peek();
    return assignment.phase == Assignment.Phase.WORKING
        && room.forOneMore()
        && (next == null || assignment.offsets.fits(next.offset()));
  }

  private static void quieten(Assignment<?> assignment) {
    if (assignment.phase == Assignment.Phase.WORKING) {
      assignment.phase = Assignment.Phase.RELEASING;
      assignment.backlog.clear();
      records(assignment).forEach(InHand::cancelTimer);
    }
  }

  private List<Assignment<I>> known(Collection<TopicPartition> partitions) {
    List<Assignment<I>> known = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      Assignment<I> assignment = assignments.get(partition);
      if (assignment != null) {
        known.add(assignment);
      }
    }
    return known;
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private static <I> List<InHand<I>> records(Assignment<I> assignment) {
    return assignment.queues.values().stream().flatMap(Deque::stream).toList();
  }
}
