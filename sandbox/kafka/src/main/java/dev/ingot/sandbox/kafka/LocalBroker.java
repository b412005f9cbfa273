package dev.ingot.sandbox.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A KRaft broker in this JVM, combined mode, listening on 127.0.0.1 unless told otherwise.
 *
 * <p>The folder belongs to the caller: its data stays when the broker is closed, and a broker that
 * is started on it again has everything back. Two brokers can't share a folder.
 *
 * <p>A broker that can't go on (a full disk) would halt the process; here it says so in {@link
 * #failure()} and the process lives on.
 */
public final class LocalBroker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalBroker.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int ALONE = 1;
  private static final int ATTEMPTS = 5;
  private static final Duration SHUTDOWN = Duration.ofSeconds(30);

  /** Kafka has one halt procedure for the whole JVM, so there is one place for its last words. */
  private static final AtomicReference<@Nullable String> lastWords = new AtomicReference<>();

  private final FolderLock lock;
  private final KafkaRaftServer server;
  private final int port;
  private final LocalTopics topics;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalBroker(FolderLock lock, KafkaRaftServer server, int port) {
    this.lock = lock;
    this.server = server;
    this.port = port;
    this.topics = new LocalTopics(bootstrapServers());
  }

  /**
   * Starts a broker and returns when it serves; its data stays in the folder, which is formatted
   * when it is new.
   *
   * @param port 0 takes a free one, and so does a port that is taken: see {@link
   *     #bootstrapServers()}
   * @throws IllegalStateException when the broker does not start, with the reason
   */
  public static LocalBroker start(Path folder, int port) {
    return start(folder, port, Map.of());
  }

  /**
   * The same with other settings than ours, such as a stock broker has.
   *
   * @param further settings of Kafka's, in place of ours
   */
  public static LocalBroker start(Path folder, int port, Map<String, String> further) {
    return start(folder, LOOPBACK, LOOPBACK, port, further);
  }

  /**
   * The same on another address, for clients from elsewhere.
   *
   * @param bind address of this machine to listen on, such as {@code 0.0.0.0} in a container
   * @param name host name or address that clients find this machine by
   */
  public static LocalBroker start(Path folder, String bind, String name, int port) {
    return start(folder, bind, name, port, Map.of());
  }

  private static LocalBroker start(
      Path folder, String bind, String name, int port, Map<String, String> further) {
    FolderLock lock = take(folder);
    Path logs = logs(folder);
    int wanted = port;
    for (int attempt = 1; ; attempt++) {
      int brokerPort = Ports.thisOrFree(wanted);
      try {
        Cluster alone = new Cluster(List.of(new Cluster.Node(ALONE, brokerPort, Ports.free())));
        Properties settings = BrokerSettings.of(logs, bind, name, alone, ALONE, further);
        return new LocalBroker(lock, server(logs, ALONE, settings), brokerPort);
      } catch (IOException | RuntimeException e) {
        if (attempt == ATTEMPTS || !portWasTaken(e)) {
          lock.close();
          throw new IllegalStateException("the broker in " + logs + " did not start: " + e, e);
        }
        wanted = 0;
      }
    }
  }

  /**
   * Starts one node of a cluster, on its very ports, and returns when it serves; where most nodes
   * are still missing it waits for them, and gives up when they don't come.
   *
   * @param further settings of Kafka's, in place of ours
   * @throws IllegalStateException when it does not start, with the reason
   */
  static LocalBroker start(Path folder, Cluster cluster, int id, Map<String, String> further) {
    FolderLock lock = take(folder);
    Path logs = logs(folder);
    Properties settings = BrokerSettings.of(logs, LOOPBACK, LOOPBACK, cluster, id, further);
    try {
      return new LocalBroker(lock, server(logs, id, settings), cluster.node(id).port());
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw new IllegalStateException("node %d in %s did not start: %s".formatted(id, logs, e), e);
    }
  }

  private static FolderLock take(Path folder) {
    Exit.setHaltProcedure(LocalBroker::refuseToEndTheProcess);
    Exit.setExitProcedure(LocalBroker::refuseToEndTheProcess);
    // Kafka's own lock comes too late: by then a second broker has damaged the first one's
    // metadata.
    return FolderLock.take(folder, "broker");
  }

  private static Path logs(Path folder) {
    return folder.toAbsolutePath().resolve("kafka");
  }

  private static KafkaRaftServer server(Path logs, int id, Properties settings) throws IOException {
    format(logs, id);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    String before = lastWords.get();
    try {
      server.startup();
      return server;
    } catch (RuntimeException e) {
      shutDown(server);
      // The caller is told right here; what was said on the way is not about a running broker.
      lastWords.set(before);
      throw e;
    }
  }

  private static void format(Path logs, int id) throws IOException {
    Files.createDirectories(logs);
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setSupportedFeatures(List.of(Feature.PRODUCTION_FEATURES.toArray(Feature[]::new)))
          .setNodeId(id)
          .setClusterId(BrokerSettings.CLUSTER)
          .setDirectories(List.of(logs.toString()))
          .setMetadataLogDirectory(logs.toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static boolean portWasTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static void refuseToEndTheProcess(int status, @Nullable String message) {
    String words = message == null ? "Kafka wanted to end the process: status " + status : message;
    lastWords.compareAndSet(null, words);
    log.error("The broker can't go on: {}", words);
  }

  /** {@code 127.0.0.1:port}: for clients on this machine. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Why a broker of this JVM could not go on; empty while all is well. */
  public Optional<String> failure() {
    return Optional.ofNullable(lastWords.get());
  }

  /**
   * Makes the topic when it is not there, and returns when every partition's leader serves.
   *
   * @param configs topic configuration, such as {@code cleanup.policy}; not applied to a topic that
   *     was there before
   * @throws IllegalStateException when it is there with another number of partitions, or has no
   *     leaders within 30 s
   */
  public void createTopic(String name, int partitions, Map<String, String> configs) {
    topics.create(name, partitions, configs);
  }

  /** Kafka waits without end for threads of its own; a daemon does so in our place. */
  private static void shutDown(KafkaRaftServer server) {
    Thread waiting = Thread.ofPlatform().daemon().name("broker-shutdown").start(server::shutdown);
    try {
      if (!waiting.join(SHUTDOWN)) {
        log.error("The broker did not stop within {} s", SHUTDOWN.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops the broker and all of its threads, within 40 s; what was acknowledged stays in the
   * folder.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      topics.close();
      shutDown(server);
      lock.close();
    }
  }
}
