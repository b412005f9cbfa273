package dev.ingot.chaos;

import dev.ingot.sandbox.kafka.BrokerMain;
import dev.ingot.sandbox.kafka.Cluster;
import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** The brokers, each in a process of its own, on folders that stay when they are killed. */
final class Brokers implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Path folder;
  private final Cluster cluster;
  private final Map<Integer, JvmProcess> processes = new ConcurrentHashMap<>();

  private Brokers(Path folder, Cluster cluster) {
    this.folder = folder;
    this.cluster = cluster;
  }

  /** Starts so many and returns when all of them serve. */
  static Brokers start(Path folder, int size) throws IOException, InterruptedException {
    Brokers brokers = new Brokers(folder, Cluster.of(size));
    try {
      for (Cluster.Node node : brokers.cluster.nodes()) {
        brokers.begin(node.id());
      }
      brokers.awaitAll();
      return brokers;
    } catch (IOException | InterruptedException | RuntimeException e) {
      brokers.close();
      throw e;
    }
  }

  Clients clients() {
    return new Clients(cluster.bootstrapServers());
  }

  /** Ends a broker at once, without a chance to say goodbye. */
  void kill(int id) {
    JvmProcess process = process(id);
    process.kill();
    process.awaitEnd(STOP);
  }

  /** Asks a broker to end, and waits until it has. */
  void stop(int id) {
    JvmProcess process = process(id);
    process.terminate();
    process.awaitEnd(STOP);
  }

  /** Starts a broker again; it serves some seconds later. */
  void begin(int id) throws IOException {
    JvmProcess process =
        JvmProcess.of(
                "broker-" + id, BrokerMain.class.getName(), folder.resolve("broker-" + id + ".log"))
            .options(options())
            .arguments(arguments(id))
            .start();
    processes.put(id, process);
  }

  private static List<String> options() {
    return List.of(
        "-Xmx320m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+ExitOnOutOfMemoryError",
        "-Dlogback.configurationFile=dev/ingot/chaos/process.xml");
  }

  private String[] arguments(int id) throws IOException {
    Path own = Files.createDirectories(folder.resolve("broker-" + id));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(own.toString(), cluster.toString(), String.valueOf(id)));
    arguments.add("group.consumer.session.timeout.ms=" + Conditions.SESSION.toMillis());
    arguments.add("group.consumer.heartbeat.interval.ms=400");
    if (cluster.nodes().size() > 1) {
      // So that the others notice soon when one is gone; 9 s by default.
      arguments.add("broker.session.timeout.ms=3000");
      arguments.add("broker.heartbeat.interval.ms=500");
    }
    return arguments.toArray(String[]::new);
  }

  /** Those that are not there though they should be, because they could not go on. */
  List<JvmProcess> dead() {
    return processes.values().stream().filter(process -> !process.alive()).toList();
  }

  private JvmProcess process(int id) {
    JvmProcess process = processes.get(id);
    if (process == null) {
      throw new IllegalStateException("there is no broker " + id);
    }
    return process;
  }

  /**
   * Returns when every broker is a member of the cluster.
   *
   * @throws IllegalStateException when that takes over two minutes, or one has ended
   */
  void awaitAll() throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    try (Admin admin = clients().admin()) {
      while (members(admin) < cluster.nodes().size()) {
        List<JvmProcess> dead = new ArrayList<>(dead());
        if (!dead.isEmpty() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "not all brokers serve; see the logs in " + folder + "; ended: " + dead);
        }
        Thread.sleep(100);
      }
    }
  }

  private static int members(Admin admin) throws InterruptedException {
    try {
      return admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).size();
    } catch (ExecutionException | TimeoutException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    // Nothing has to be kept.
    processes.values().forEach(JvmProcess::kill);
    processes.values().forEach(process -> process.awaitEnd(STOP));
  }
}
