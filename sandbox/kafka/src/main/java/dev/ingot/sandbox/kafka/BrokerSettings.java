package dev.ingot.sandbox.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What makes one broker small, quick to start and alone. */
final class BrokerSettings {
  static final int NODE = 1;

  /** The same for every folder, so that formatting one again changes nothing. */
  static final String CLUSTER = "ingot-sandbox";

  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final int MIB = 1024 * 1024;

  private BrokerSettings() {}

  /**
   * All of them.
   *
   * @param bind address that clients are served on; the controller stays on the loopback address
   * @param name what clients are told to find it by
   */
  static Properties of(Path logs, String bind, String name, int brokerPort, int controllerPort) {
    Map<String, Object> all = new TreeMap<>();
    all.putAll(identity(logs, bind, name, brokerPort, controllerPort));
    all.putAll(alone());
    all.putAll(small());
    all.putAll(quick());
    Properties properties = new Properties();
    all.forEach((key, value) -> properties.setProperty(key, value.toString()));
    return properties;
  }

  private static Map<String, Object> identity(
      Path logs, String bind, String name, int brokerPort, int controllerPort) {
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        NODE,
        "controller.quorum.voters",
        NODE + "@127.0.0.1:" + controllerPort,
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "listeners",
        "BROKER://%s:%d,%s://127.0.0.1:%d"
            .formatted(bind, brokerPort, CONTROLLER_LISTENER, controllerPort),
        "advertised.listeners",
        "BROKER://%s:%d".formatted(name, brokerPort),
        "listener.security.protocol.map",
        "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name",
        "BROKER",
        "log.dir",
        logs.toString(),
        "auto.create.topics.enable",
        false);
  }

  /** There is no second broker to hold a copy. */
  private static Map<String, Object> alone() {
    return Map.of(
        "offsets.topic.replication.factor", 1,
        "offsets.topic.num.partitions", 1,
        "transaction.state.log.replication.factor", 1,
        "transaction.state.log.min.isr", 1,
        "transaction.state.log.num.partitions", 1,
        "share.coordinator.state.topic.replication.factor", 1,
        "share.coordinator.state.topic.min.isr", 1,
        "share.coordinator.state.topic.num.partitions", 1);
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
