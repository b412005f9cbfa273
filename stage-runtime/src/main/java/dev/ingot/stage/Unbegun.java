package dev.ingot.stage;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions that are ours and can't begin yet, for their committed offsets are not known, and when
 * each is asked for again. New ones are asked for together; one that could not be told then is
 * asked for alone, less and less often, so that it holds up no other. For one thread.
 */
final class Unbegun {
  private static final RetryPolicy AGAIN =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(250), Duration.ofSeconds(5));

  private final LongSupplier nanoTime;
  private final Map<TopicPartition, Wait> waits = new HashMap<>();

  /**
   * How one of them has fared.
   *
   * @param notBefore in nanoseconds
   */
  private record Wait(int failures, long notBefore) {}

  Unbegun(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void add(Collection<TopicPartition> partitions) {
    partitions.forEach(p -> waits.putIfAbsent(p, new Wait(0, nanoTime.getAsLong())));
  }

  void remove(Collection<TopicPartition> partitions) {
    partitions.forEach(waits::remove);
  }

  boolean isEmpty() {
    return waits.isEmpty();
  }

  /** Those that have been asked for in vain. */
  Set<TopicPartition> failed() {
    return waits.entrySet().stream()
        .filter(one -> one.getValue().failures() > 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** What to ask for now. */
  Set<TopicPartition> due() {
    if (waits.isEmpty()) {
      return Set.of();
    }
    Set<TopicPartition> untried =
        waits.entrySet().stream()
            .filter(one -> one.getValue().failures() == 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return untried.isEmpty() ? longestDue().map(Set::of).orElse(Set.of()) : untried;
  }

  private Optional<TopicPartition> longestDue() {
    long now = nanoTime.getAsLong();
    return waits.entrySet().stream()
        .filter(one -> now - one.getValue().notBefore() >= 0)
        .min((a, b) -> Long.compare(a.getValue().notBefore() - b.getValue().notBefore(), 0))
        .map(Map.Entry::getKey);
  }

  /** They could not be told; those that were asked for together are asked for singly, at once. */
  void failed(Set<TopicPartition> asked) {
    long now = nanoTime.getAsLong();
    for (TopicPartition partition : asked) {
      Wait before = waits.get(partition);
      if (before != null) {
        int failures = before.failures() + 1;
        long wait = asked.size() > 1 ? 0 : AGAIN.waitAfter(failures).toNanos();
        waits.put(partition, new Wait(failures, now + wait));
      }
    }
  }
}
