package dev.ingot.sandbox.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes topics, with as many copies as the brokers see fit. The admin client lives from the first
 * topic to the end.
 */
public final class LocalTopics implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final String bootstrapServers;
  private @Nullable Admin admin;

  /**
   * Asks nobody yet.
   *
   * @param bootstrapServers as Kafka's clients take them
   */
  public LocalTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Makes the topic when it is not there, and returns when every partition's leader serves.
   *
   * @param configs topic configuration, such as {@code cleanup.policy}; not applied to a topic that
   *     was there before
   * @throws IllegalStateException when it is there with another number of partitions, or has no
   *     leaders within 30 s
   */
  public synchronized void create(String name, int partitions, Map<String, String> configs) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    try {
      NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
      await(admin().createTopics(List.of(topic.configs(configs))).all(), deadline);
    } catch (TopicExistsException e) {
      // It was there: its partitions are compared below.
    }
    TopicDescription found = described(name, deadline);
    if (found.partitions().size() != partitions) {
      throw new IllegalStateException(
          "topic %s has %d partitions, not %d"
              .formatted(name, found.partitions().size(), partitions));
    }
    askEveryLeader(name, partitions, deadline);
  }

  private TopicDescription described(String name, long deadline) {
    var topics =
        onceKnown(name, deadline, () -> admin().describeTopics(List.of(name)).allTopicNames());
    return Objects.requireNonNull(topics.get(name));
  }

  /**
   * Listing offsets is answered by the leader alone, and the admin client tries again until it is
   * there.
   */
  private void askEveryLeader(String name, int partitions, long deadline) {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .mapToObj(p -> new TopicPartition(name, p))
            .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
    onceKnown(name, deadline, () -> admin().listOffsets(ends).all());
  }

  /**
   * A topic that was made a moment ago may not have reached the metadata of the broker that is
   * asked: of several, each question may go to another one.
   */
  private static <T> T onceKnown(String name, long deadline, Supplier<KafkaFuture<T>> question) {
    while (true) {
      try {
        return await(question.get(), deadline);
      } catch (UnknownTopicOrPartitionException e) {
        pause(name, deadline);
      }
    }
  }

  private Admin admin() {
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                  bootstrapServers,
                  AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
                  20,
                  AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG,
                  ""));
    }
    return admin;
  }

  private static <T> T await(KafkaFuture<T> future, long deadline) {
    try {
      return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the broker did not answer within " + DEADLINE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void pause(String name, long deadline) {
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException("topic " + name + " did not appear within " + DEADLINE);
    }
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(5));
    }
  }
}
