package dev.ingot.listener;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** The topics of the storm, and how far the listener has come with them. */
final class StormLog {
  private static final int PARTITIONS = 4;

  private final LocalBroker broker;
  private final String prefix;

  StormLog(LocalBroker broker, String prefix) {
    this.broker = broker;
    this.prefix = prefix;
  }

  void makeTopics() throws Exception {
    for (Topic<?> topic : Topics.all()) {
      broker.createTopic(
          topic.name(prefix),
          PARTITIONS,
          topic.keeping() == Topic.Keeping.COMPACTED
              ? Map.of("cleanup.policy", "compact")
              : Map.of());
    }
    broker.createTopic(prefix + Topics.DEAD_LETTERS, PARTITIONS, Map.of());
    List<AlterConfigOp> quick =
        List.of(
            new AlterConfigOp(
                new ConfigEntry("consumer.session.timeout.ms", "2000"), AlterConfigOp.OpType.SET),
            new AlterConfigOp(
                new ConfigEntry("consumer.heartbeat.interval.ms", "200"),
                AlterConfigOp.OpType.SET));
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, prefix + LookUpHead.NAME), quick))
          .all()
          .get(60, TimeUnit.SECONDS);
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
  }

  /** Whether the group's low mark is at the end of every partition. */
  boolean allPushesAreDone() throws Exception {
    try (Admin admin = admin()) {
      var committed =
          admin
              .listConsumerGroupOffsets(prefix + LookUpHead.NAME)
              .partitionsToOffsetAndMetadata()
              .get(60, TimeUnit.SECONDS);
      return ends(admin, Topics.PUSHES.name(prefix)).entrySet().stream()
          .allMatch(
              end ->
                  end.getValue() == 0
                      || (committed.containsKey(end.getKey())
                          && committed.get(end.getKey()).offset() >= end.getValue()));
    }
  }

  long deadLetters() throws Exception {
    try (Admin admin = admin()) {
      return ends(admin, prefix + Topics.DEAD_LETTERS).values().stream()
          .mapToLong(end -> end)
          .sum();
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, String topic) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    return admin.listOffsets(asked).all().get(60, TimeUnit.SECONDS).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
  }
}
