package dev.ingot.stage;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A consumer's answers and positions in a simulation. */
final class SimulatedConsumer extends MockConsumer<byte[], byte[]> {
  private final SimulatedKafka kafka;
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  SimulatedConsumer(SimulatedKafka kafka) {
    super("none");
    this.kafka = kafka;
  }

  @Override
  public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
      Set<TopicPartition> partitions, Duration within) {
    return kafka.committed(partitions);
  }

  @Override
  public synchronized Map<TopicPartition, Long> beginningOffsets(
      Collection<TopicPartition> partitions, Duration within) {
    return partitions.stream().collect(Collectors.toMap(p -> p, kafka::beginning));
  }

  @Override
  public synchronized void pause(Collection<TopicPartition> partitions) {
    // What is not wanted is not read: the worker asks the desk.
  }

  @Override
  public synchronized void seek(TopicPartition partition, long offset) {
    positions.put(partition, offset);
  }

  long at(TopicPartition partition) {
    return Objects.requireNonNull(positions.get(partition));
  }

  void read(TopicPartition partition, long next) {
    positions.put(partition, next);
  }
}
