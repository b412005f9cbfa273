package dev.ingot.sandbox;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.util.Map;

/** The topics on a broker of the sandbox. */
final class SandboxTopics {
  private static final int PARTITIONS = 4;

  private SandboxTopics() {}

  /** Makes those that are not there. */
  static void make(LocalBroker broker) {
    for (Topic<?> topic : Topics.all()) {
      broker.createTopic(
          topic.name(Topics.DEFAULT_PREFIX),
          PARTITIONS,
          switch (topic.keeping()) {
            case COMPACTED -> Map.of("cleanup.policy", "compact");
            case FOR_EVER -> Map.of("retention.ms", "-1");
            case RETAINED -> Map.of();
          });
    }
    broker.createTopic(Topics.DEFAULT_PREFIX + Topics.DEAD_LETTERS, PARTITIONS, Map.of());
  }
}
