package dev.ingot.stage;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One transaction's worth.
 *
 * @param member the member in whose name the offsets are committed; null when there is nothing to
 *     commit
 */
record Batch<I>(
    List<Settlement<I>> settlements,
    Map<TopicPartition, OffsetAndMetadata> offsets,
    @Nullable ConsumerGroupMetadata member) {
  boolean isEmpty() {
    return settlements.isEmpty() && offsets.isEmpty();
  }
}
