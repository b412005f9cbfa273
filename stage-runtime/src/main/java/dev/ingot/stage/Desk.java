package dev.ingot.stage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The records in hand, and whose turn it is: one at a time per order key, everything else at once.
 *
 * <p>Every thread of a worker comes here: the polling one, those that decode, those that look, the
 * committing one, the timers'. One lock guards it all and is held for moments only; looks,
 * transactions and reads happen outside. What comes in is the {@link Supply}'s, when a record is
 * looked at the {@link Turns}', what is committed the {@link Settling}'s.
 */
final class Desk<I> {
  private final DeskLock lock = new DeskLock();
  private final Map<TopicPartition, Assignment<I>> assignments = new HashMap<>();
  private final History<I> history;
  private final Gatekeeper<I> gatekeeper;
  private final Supply<I> supply;
  private final Turns<I> turns;
  private final Settling<I> settling = new Settling<>();

  /** A permit whenever a partition that is being given back has nothing more running. */
  private final Semaphore calmer = new Semaphore(0);

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
    this.history = history;
    this.gatekeeper = gatekeeper;
    this.supply = new Supply<>(limits, hands);
    this.turns = new Turns<>(patience, gatekeeper, timers, history, hands, lock::locked);
  }

  // ---- what the polling thread says

  void assigned(Assignment<I> assignment) {
    lock.locked(() -> assignments.put(assignment.partition, assignment));
  }

  /** The group's state as of the poll that has just come back: commits are made in its name. */
  void polled(ConsumerGroupMetadata now) {
    lock.locked(() -> settling.polled(now));
  }

  /** Records that were read, in the log's order, and where the log goes on after them. */
  void read(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records, long next) {
    lock.locked(
        () -> {
          Assignment<I> assignment = assignments.get(partition);
          if (assignment != null) {
            supply.read(assignment, records, next);
          }
        });
  }

  /** Whether more of the partition should be read now. */
  boolean wantsMore(TopicPartition partition) {
    return lock.asked(
        () -> {
          Assignment<I> assignment = assignments.get(partition);
          return assignment != null && supply.wantsMore(assignment);
        });
  }

  /**
   * Gives partitions back: nothing new begins, what runs may end within the time, and what is left
   * after it is dropped.
   */
  void release(Collection<TopicPartition> partitions, Duration within) {
    quieten(partitions);
    long deadline = System.nanoTime() + within.toNanos();
    try {
      while (lock.asked(() -> known(partitions).stream().anyMatch(a -> a.busy > 0))
          && calmer.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        calmer.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      drop(partitions);
    }
  }

  /** Partitions that will be given back: nothing new begins, what runs may end. */
  void quieten(Collection<TopicPartition> partitions) {
    lock.locked(() -> known(partitions).forEach(Desk::quieten));
  }

  /** Partitions that are not ours any more. */
  void drop(Collection<TopicPartition> partitions) {
    lock.locked(
        () -> {
          for (Assignment<I> assignment : known(partitions)) {
            quieten(assignment);
            assignment.phase = Assignment.Phase.GONE;
            assignments.remove(assignment.partition);
            supply.drop(assignment);
            records(assignment).forEach(this::letGo);
            assignment.queues.clear();
          }
          supply.takeMore(assignments.values());
        });
  }

  // ---- what the taking threads say

  /**
   * The next records to decode; none when there are none, or no room: the taking then ends, and is
   * begun again when that changes.
   */
  List<ConsumerRecord<byte[], byte[]>> nextToTake(Assignment<I> assignment) {
    return lock.asked(() -> supply.nextToTake(assignment));
  }

  /** Whether the partition's records may be taken in hand. */
  boolean works(Assignment<I> assignment) {
    return assignment.phase == Assignment.Phase.WORKING;
  }

  /** Records have been decoded, in the log's order; their history is wanted from now on. */
  void take(List<InHand<I>> records) {
    lock.locked(() -> records.forEach(this::take));
  }

  private void take(InHand<I> record) {
    if (!supply.begin(record)) {
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
  }

  /** A record that does not decode: what is to be sent in its place. */
  void putAside(InHand<I> poison, List<Outgoing> outgoing) {
    lock.locked(
        () -> {
          if (supply.begin(poison)) {
            queueOf(poison).add(poison);
            turns.commit(poison, true, outgoing);
          }
        });
  }

  // ---- what those who look say and ask

  /** What came of a look. */
  void looked(InHand<I> record, LookResult result) {
    lock.soon(
        () -> {
          record.looker = null;
          ended(record, result);
        });
  }

  /** Whether newer records of the same order key wait. */
  boolean newerWaiting(InHand<I> record) {
    return lock.asked(
        () -> {
          Deque<InHand<I>> queue = record.assignment.queues.get(record.orderKey);
          return queue != null && queue.size() > 1;
        });
  }

  /** Whether the record is still this worker's. */
  boolean owns(InHand<I> record) {
    return record.assignment.phase != Assignment.Phase.GONE;
  }

  // ---- what others say

  /** Something new is there for these records, or their history is complete. */
  void wake(Collection<InHand<I>> records) {
    lock.locked(() -> records.forEach(turns::wakeUp));
  }

  /** What is in hand now. */
  record View(int records, int waiting, int held, long bytes, double oldestSeconds) {}

  /** Ages are since the records were written to the log. */
  View view(long nowMillis) {
    return lock.asked(
        () -> {
          long oldest = nowMillis;
          int waiting = 0;
          for (Assignment<I> assignment : assignments.values()) {
            for (Deque<InHand<I>> queue : assignment.queues.values()) {
              waiting += queue.size() - 1;
              oldest = Math.min(oldest, queue.element().raw.timestamp());
            }
          }
          return new View(
              supply.records(),
              waiting,
              gatekeeper.held(),
              supply.bytes(),
              (nowMillis - oldest) / 1000.0);
        });
  }

  // ---- what the committer says and asks

  /** What to commit now, in whose name; nothing of partitions that are not ours any more. */
  Batch<I> batch(Collection<Settlement<I>> settlements) {
    return lock.asked(
        () -> {
          // What is in the batch waits no longer, which may have kept others from being taken.
          supply.takeMore(assignments.values());
          return settling.batch(settlements);
        });
  }

  /** Offsets to commit although nothing was settled. */
  Batch<I> leftBehind() {
    return lock.asked(() -> settling.leftBehind(assignments.values()));
  }

  /** The transaction is through. */
  void committed(Batch<I> batch) {
    lock.locked(
        () -> {
          batch
              .offsets()
              .forEach(
                  (partition, offset) -> {
                    Assignment<I> assignment = assignments.get(partition);
                    if (assignment != null) {
                      settling.committed(assignment, offset);
                    }
                  });
          for (Settlement<I> settlement : batch.settlements()) {
            if (settlement.record().assignment.phase != Assignment.Phase.GONE) {
              committed(settlement);
            }
          }
          supply.takeMore(assignments.values());
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
  }

  /** The brokers will never take what came of the look: for the record it was a failure. */
  void refused(Settlement<I> settlement, Throwable why) {
    lock.locked(() -> ended(settlement.record(), new LookResult.Failed(why)));
  }

  // ---- how it goes on

  private void ended(InHand<I> record, LookResult result) {
    if (record.assignment.phase != Assignment.Phase.GONE) {
      calm(record.assignment);
      turns.looked(record, result);
    }
  }

  private static <I> Deque<InHand<I>> queueOf(InHand<I> record) {
    return record.assignment.queues.computeIfAbsent(record.orderKey, k -> new ArrayDeque<>(1));
  }

  private void letGo(InHand<I> record) {
    if (record.state != InHand.State.GONE) {
      turns.end(record);
      supply.leave(record);
    }
  }

  private void calm(Assignment<I> assignment) {
    assignment.busy--;
    if (assignment.busy == 0 && assignment.phase == Assignment.Phase.RELEASING) {
      calmer.release();
    }
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

  private static <I> List<InHand<I>> records(Assignment<I> assignment) {
    return assignment.queues.values().stream().flatMap(Deque::stream).toList();
  }
}
