package dev.ingot.sandbox.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What makes a broker small and quick to start. */
final class BrokerSettings {
  /** The same for every folder, so that formatting one again changes nothing. */
  static final String CLUSTER = "ingot-sandbox";

  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final int MIB = 1024 * 1024;

  private BrokerSettings() {}

  /**
   * All of them.
   *
   * @param bind address that clients are served on; the controllers stay on the loopback address
   * @param name what clients are told to find it by
   * @param further settings in place of ours
   */
  static Properties of(
      Path logs, String bind, String name, Cluster cluster, int id, Map<String, String> further) {
    Map<String, Object> all = new TreeMap<>();
    all.putAll(identity(logs, bind, name, cluster, cluster.node(id)));
    all.putAll(copies(cluster.nodes().size()));
    all.putAll(small());
    all.putAll(quick());
    all.putAll(further);
    Properties properties = new Properties();
    all.forEach((key, value) -> properties.setProperty(key, value.toString()));
    return properties;
  }

  private static Map<String, Object> identity(
      Path logs, String bind, String name, Cluster cluster, Cluster.Node node) {
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        node.id(),
        "controller.quorum.voters",
        cluster.voters(),
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "listeners",
        "BROKER://%s:%d,%s://127.0.0.1:%d"
            .formatted(bind, node.port(), CONTROLLER_LISTENER, node.controllerPort()),
        "advertised.listeners",
        "BROKER://%s:%d".formatted(name, node.port()),
        "listener.security.protocol.map",
        "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name",
        "BROKER",
        "log.dir",
        logs.toString(),
        "auto.create.topics.enable",
        false);
  }

  /** As many as there are brokers; of three, two must have what is acknowledged. */
  private static Map<String, Object> copies(int brokers) {
    int copies = Math.min(brokers, 3);
    int enough = Math.max(1, copies - 1);
    return Map.ofEntries(
        Map.entry("default.replication.factor", copies),
        Map.entry("min.insync.replicas", enough),
        Map.entry("offsets.topic.replication.factor", copies),
        Map.entry("offsets.topic.num.partitions", brokers),
        Map.entry("transaction.state.log.replication.factor", copies),
        Map.entry("transaction.state.log.min.isr", enough),
        Map.entry("transaction.state.log.num.partitions", brokers),
        Map.entry("share.coordinator.state.topic.replication.factor", copies),
        Map.entry("share.coordinator.state.topic.min.isr", enough),
        Map.entry("share.coordinator.state.topic.num.partitions", brokers),
        // A lone broker that shuts down in an orderly way leaves its partitions without a leader
        // for
        // a moment, and Kafka 4.4 takes such a partition for deleted: a transaction that is being
        // committed then never ends there, and what comes after it is never read.
        Map.entry("controlled.shutdown.enable", brokers > 1));
  }

  /** The defaults are for a machine of its own: the cleaner alone would take 128 MiB of heap. */
  private static Map<String, Object> small() {
    return Map.ofEntries(
        Map.entry("log.cleaner.dedupe.buffer.size", 4 * MIB),
        Map.entry("log.cleaner.threads", 1),
        Map.entry("log.index.size.max.bytes", MIB),
        Map.entry("log.segment.bytes", 64 * MIB),
        Map.entry("offsets.topic.segment.bytes", 16 * MIB),
        Map.entry("offsets.load.buffer.size", MIB),
        Map.entry("transaction.state.log.segment.bytes", 16 * MIB),
        Map.entry("transaction.state.log.load.buffer.size", MIB),
        Map.entry("num.network.threads", 1),
        Map.entry("num.io.threads", 3),
        Map.entry("background.threads", 2),
        Map.entry("num.recovery.threads.per.data.dir", 1),
        Map.entry("group.coordinator.threads", 1),
        Map.entry("share.coordinator.threads", 1),
        Map.entry("metric.reporters", ""));
  }

  /** Short waits: a new or a lost member is noticed in a second, not in ten. */
  private static Map<String, Object> quick() {
    return Map.of(
        "group.initial.rebalance.delay.ms", 0,
        "group.consumer.heartbeat.interval.ms", 500,
        "group.consumer.min.heartbeat.interval.ms", 100,
        "group.consumer.session.timeout.ms", 10_000,
        "group.consumer.min.session.timeout.ms", 1_000,
        "add.partitions.to.txn.retry.backoff.ms", 1,
        "transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);
  }
}
