package dev.ingot.stage;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Which partitions' last stable offset stands still although more has been written: a transaction
 * is open there. Between transactions that follow one another without a gap it moves on.
 */
final class StandStill {
  /**
   * How far a partition is.
   *
   * @param stable offset up to which it can be read by whoever reads what is committed
   * @param written offset up to which it is written
   */
  record Ends(long stable, long written) {}

  private record Held(long stable, long sinceNanos) {}

  private final Duration longest;
  private final Map<TopicPartition, Held> held = new HashMap<>();

  /**
   * @param longest that a transaction may last
   */
  StandStill(Duration longest) {
    this.longest = longest;
  }

  Duration longest() {
    return longest;
  }

  /**
   * Takes a look.
   *
   * @param ends of all partitions that matter; others are forgotten
   * @return those that stood still for longer, with the offset at which they do
   */
  Map<TopicPartition, Long> look(Map<TopicPartition, Ends> ends, long nowNanos) {
    held.keySet().retainAll(ends.keySet());
    Map<TopicPartition, Long> stuck = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          if (end.stable() >= end.written()) {
            held.remove(partition);
            return;
          }
          Held before = held.get(partition);
          if (before == null || before.stable() != end.stable()) {
            held.put(partition, new Held(end.stable(), nowNanos));
          } else if (nowNanos - before.sinceNanos() >= longest.toNanos()) {
            stuck.put(partition, end.stable());
          }
        });
    return stuck;
  }
}
