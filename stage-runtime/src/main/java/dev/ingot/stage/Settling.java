package dev.ingot.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What may be committed, and in whose name. Guarded by the desk's lock. */
final class Settling<I> {
  private @Nullable ConsumerGroupMetadata member;

  /** The group's state as of the poll that has just come back: commits are made in its name. */
  void polled(ConsumerGroupMetadata now) {
    member = now;
  }

  /** What to commit now; nothing of partitions that are not ours any more. */
  Batch<I> batch(Collection<Settlement<I>> settlements) {
    List<Settlement<I>> ours = new ArrayList<>(settlements.size());
    Map<Assignment<I>, List<Long>> done = new HashMap<>();
    for (Settlement<I> settlement : settlements) {
      Assignment<I> assignment = settlement.record().assignment;
      if (assignment.phase == Assignment.Phase.GONE || member == null) {
        continue;
      }
      ours.add(settlement);
      List<Long> finished = done.computeIfAbsent(assignment, a -> new ArrayList<>());
      if (settlement.finished()) {
        finished.add(settlement.record().raw.offset());
      }
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    done.forEach(
        (assignment, finished) ->
            offsets.put(assignment.partition, committable(assignment, finished)));
    return new Batch<>(ours, offsets, member);
  }

  /**
   * Offsets to commit although nothing was settled: behind them are only markers, what was aborted,
   * and what an earlier owner has finished. Left as it is, the group's offset would one day be
   * older than the log, as if records had been lost.
   */
  Batch<I> leftBehind(Collection<Assignment<I>> assignments) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (Assignment<I> assignment : assignments) {
      if (member != null && assignment.offsets.low() > assignment.committed) {
        offsets.put(assignment.partition, committable(assignment, List.of()));
      }
    }
    return new Batch<>(List.of(), offsets, member);
  }

  private static OffsetAndMetadata committable(Assignment<?> assignment, List<Long> finished) {
    OffsetTracker.Committable committable = assignment.offsets.committable(finished);
    return new OffsetAndMetadata(committable.offset(), committable.metadata());
  }

  /** The offset is the group's now. */
  void committed(Assignment<I> assignment, OffsetAndMetadata offset) {
    assignment.committed = Math.max(assignment.committed, offset.offset());
  }
}
