package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What must hold before a stage may begin; says all that does not, and what to do about it. */
final class StartupChecks {
  private static final long WITHIN_SECONDS = 15;

  private final Admin admin;
  private final StageSpec<?> spec;
  private final String prefix;

  StartupChecks(Admin admin, StageSpec<?> spec, String prefix) {
    this.admin = admin;
    this.spec = spec;
    this.prefix = prefix;
  }

  /**
   * Topics are there, with equal numbers of partitions, and keep their events long enough.
   *
   * @throws StartupException when not, or when no broker answers within 30 s
   */
  void run() {
    Map<String, Topic.@Nullable Keeping> topics = topics();
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> partitions = partitions(topics.keySet().stream().toList(), wrong);
    checkPartitions(partitions, wrong);
    if (wrong.isEmpty()) {
      checkKeeping(topics, wrong);
    }
    if (!wrong.isEmpty()) {
      throw new StartupException(
          "stage " + spec.name() + " can't begin: " + String.join("; ", wrong));
    }
  }

  /** The dead letters have no keeping that matters here. */
  private Map<String, Topic.@Nullable Keeping> topics() {
    Map<String, Topic.@Nullable Keeping> topics = new LinkedHashMap<>();
    topics.put(spec.input().name(prefix), spec.input().keeping());
    spec.listens().forEach(l -> topics.put(l.topic().name(prefix), l.topic().keeping()));
    spec.outputs().forEach(t -> topics.put(t.name(prefix), t.keeping()));
    topics.put(prefix + Topics.DEAD_LETTERS, null);
    return topics;
  }

  private Map<String, Integer> partitions(List<String> topics, List<String> wrong) {
    Map<String, Integer> partitions = new LinkedHashMap<>();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(topics).topicNameValues();
    for (String topic : topics) {
      try {
        partitions.put(topic, get(described.get(topic)).partitions().size());
      } catch (UnknownTopicOrPartitionException e) {
        wrong.add(
            "topic " + topic + " is missing: create it, with as many partitions as the others");
      }
    }
    return partitions;
  }

  private void checkPartitions(Map<String, Integer> partitions, List<String> wrong) {
    if (partitions.values().stream().distinct().count() > 1) {
      wrong.add(
          "its topics must have the same number of partitions, and have "
              + partitions
              + ": recreate those that differ, or a service's events don't meet");
    }
  }

  private void checkKeeping(Map<String, Topic.@Nullable Keeping> topics, List<String> wrong) {
    Duration needed = spec.retention();
    Map<String, Config> configs = configs(topics);
    topics.forEach(
        (topic, keeping) -> {
          Config config = configs.get(topic);
          if (config == null || keeping == null) {
            return;
          }
          boolean compacted = value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains("compact");
          if (keeping == Topic.Keeping.COMPACTED && !compacted) {
            wrong.add("topic " + topic + " must be compacted: set cleanup.policy=compact");
          }
          long retention = Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG));
          if (keeping != Topic.Keeping.COMPACTED
              && retention >= 0
              && retention < needed.toMillis()) {
            wrong.add(
                "topic %s keeps events for %s, and a record may be in hand for %s: set retention.ms to at least %d"
                    .formatted(
                        topic,
                        Duration.ofMillis(retention),
                        spec.longest().plus(spec.longestWait()),
                        needed.toMillis()));
          }
        });
  }

  private Map<String, Config> configs(Map<String, ?> topics) {
    List<ConfigResource> resources =
        topics.keySet().stream()
            .map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t))
            .toList();
    Map<String, Config> configs = new HashMap<>();
    get(admin.describeConfigs(resources).all()).forEach((r, c) -> configs.put(r.name(), c));
    return configs;
  }

  private static String value(Config config, String key) {
    ConfigEntry entry = config.get(key);
    return entry == null || entry.value() == null ? "-1" : entry.value();
  }

  private <T> T get(@Nullable KafkaFuture<T> future) {
    if (future == null) {
      throw new StartupException("stage " + spec.name() + " can't begin: no answer about a topic");
    }
    try {
      return future.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException missing) {
        throw missing;
      }
      throw unanswered(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered(e);
    }
  }

  private StartupException unanswered(Throwable cause) {
    return new StartupException(
        "stage "
            + spec.name()
            + " can't begin: the brokers do not answer ("
            + Sentences.of(cause)
            + "): see ingot.kafka.bootstrap.servers",
        cause);
  }
}
