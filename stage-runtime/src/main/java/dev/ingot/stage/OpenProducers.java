package dev.ingot.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Who has a transaction open in which partition. Each partition's leader answers for itself: one
 * that does not costs the others nothing.
 *
 * @param open by partition; those that are empty included
 * @param untold why nothing is known of a partition, by its name
 */
record OpenProducers(Map<TopicPartition, List<ProducerState>> open, Map<String, String> untold) {

  /**
   * Takes the answers.
   *
   * @param latest what was written to later is left out
   * @param within the longest time for all of them together
   * @throws LogToolException when interrupted
   */
  static OpenProducers of(
      Collection<TopicPartition> partitions,
      Function<TopicPartition, KafkaFuture<PartitionProducerState>> asked,
      Instant latest,
      Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    Map<TopicPartition, List<ProducerState>> open = new HashMap<>();
    Map<String, String> untold = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        open.put(partition, open(asked.apply(partition).get(left, TimeUnit.NANOSECONDS), latest));
      } catch (ExecutionException e) {
        untold.put(partition.toString(), Sentences.of(e.getCause() == null ? e : e.getCause()));
      } catch (TimeoutException e) {
        untold.put(partition.toString(), "no answer within " + within.toSeconds() + " s");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LogToolException("interrupted", e);
      }
    }
    return new OpenProducers(open, untold);
  }

  private static List<ProducerState> open(PartitionProducerState state, Instant latest) {
    return state.activeProducers().stream()
        .filter(one -> one.currentTransactionStartOffset().isPresent())
        .filter(one -> one.lastTimestamp() <= latest.toEpochMilli())
        .toList();
  }
}
