package dev.ingot.benchmarks.stand;

import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.sandbox.kafka.BrokerMain;
import dev.ingot.sandbox.kafka.Cluster;
import dev.ingot.sandbox.kafka.LocalRegistry;
import dev.ingot.stage.RuntimeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What end-to-end measurements stand on: a broker in a process of its own, so that its heap and its
 * CPU are nobody else's, and a schema registry. Nothing of it is left when it is closed.
 */
public final class Stand implements AutoCloseable {
  /** The sandbox's broker gives a silent member's partitions away after so long. */
  public static final Duration SESSION = Duration.ofSeconds(10);

  /** Times in the log are the broker's, one clock for all. */
  private static final Map<String, String> STAMPED =
      Map.of("message.timestamp.type", "LogAppendTime");

  private static final Duration BROKER_WITHIN = Duration.ofSeconds(60);
  private static final long TOPICS_WITHIN_SECONDS = 30;
  private static final long LOOK_NANOS = 20_000_000;

  private final Path folder;
  private final Child broker;
  private final LocalRegistry registry;
  private final EventCodecs codecs;
  private final String servers;

  private Stand(Path folder, Child broker, LocalRegistry registry, String servers) {
    this.folder = folder;
    this.broker = broker;
    this.registry = registry;
    this.servers = servers;
    this.codecs = EventCodecs.open(Map.of("schema.registry.url", registry.url()));
  }

  /** Starts it all, and returns when the broker serves. */
  public static Stand open() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("ingot-bench");
    Cluster alone = Cluster.of(1);
    Child broker =
        Child.start(
            "broker",
            BrokerMain.class,
            folder.resolve("broker.log"),
            List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC"),
            folder.resolve("broker").toString(),
            alone.toString(),
            String.valueOf(alone.nodes().get(0).id()));
    LocalRegistry registry = LocalRegistry.start(folder.resolve("registry"), 0);
    Stand stand = new Stand(folder, broker, registry, alone.bootstrapServers());
    try {
      stand.awaitBroker();
      return stand;
    } catch (InterruptedException | RuntimeException e) {
      stand.close();
      throw e;
    }
  }

  private void awaitBroker() throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.describeCluster().nodes().get(BROKER_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker does not serve", e);
    }
  }

  public Clients clients() {
    return new Clients(servers);
  }

  public EventCodecs codecs() {
    return codecs;
  }

  public String servers() {
    return servers;
  }

  public String registryUrl() {
    return registry.url();
  }

  /** For logs and the like; removed at the end. */
  public Path folder() {
    return folder;
  }

  public RuntimeConfig runtime(String prefix, int slot) {
    return runtime(servers, registry.url(), prefix, slot);
  }

  /** Also for workers in processes of their own. */
  public static RuntimeConfig runtime(String servers, String registryUrl, String prefix, int slot) {
    return new RuntimeConfig(
        servers, registryUrl, prefix, Optional.empty(), slot, SESSION, "127.0.0.1", 0);
  }

  /** Makes topics, and the dead letters' of their prefix; returns when all can be written to. */
  public void create(String prefix, List<String> topics, int partitions)
      throws InterruptedException {
    List<String> names =
        Stream.concat(topics.stream(), Stream.of(prefix + Topics.DEAD_LETTERS)).toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin
          .createTopics(
              names.stream()
                  .map(name -> new NewTopic(name, partitions, (short) 1).configs(STAMPED))
                  .toList())
          .all()
          .get(TOPICS_WITHIN_SECONDS, TimeUnit.SECONDS);
      awaitKnown(admin, names);
      // Asks the leaders, and again until each has begun to serve.
      admin.listOffsets(ends(names, partitions)).all().get(TOPICS_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the topics could not be made", e);
    }
  }

  /** A topic that was made a moment ago may not have reached the broker's own metadata yet. */
  private static void awaitKnown(Admin admin, List<String> names)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TOPICS_WITHIN_SECONDS);
    while (true) {
      try {
        admin.describeTopics(names).allTopicNames().get(TOPICS_WITHIN_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        boolean early = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!early || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private static Map<TopicPartition, OffsetSpec> ends(List<String> topics, int partitions) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (String topic : topics) {
      for (int i = 0; i < partitions; i++) {
        ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
      }
    }
    return ends;
  }

  @Override
  public void close() {
    codecs.close();
    registry.close();
    broker.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " could not be removed", e);
    }
  }
}
