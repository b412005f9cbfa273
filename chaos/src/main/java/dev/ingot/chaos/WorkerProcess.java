package dev.ingot.chaos;

import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A worker's process and where it tells how it is. */
final class WorkerProcess {
  static final Duration STOP = Duration.ofSeconds(20);

  private static final Duration TRAINED = Duration.ofSeconds(60);

  private static final List<String> OPTIONS =
      List.of(
          "-Xmx96m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xlog:disable",
          "-Xlog:all=error:stderr",
          "-Dlogback.configurationFile=dev/ingot/chaos/process.xml");

  private static final Duration STOP_ASKED = Duration.ofSeconds(11);
  private static final Duration READY = Duration.ofSeconds(20);
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(100);

  final JvmProcess process;
  private final int port;
  private final Health health;
  private final long startedAt = System.nanoTime();
  private volatile long answeredAt = startedAt;

  private WorkerProcess(JvmProcess process, int port, Health health) {
    this.process = process;
    this.port = port;
    this.health = health;
  }

  /** What every worker of a run is started with. */
  record Setting(
      Path folder, String bootstrapServers, String registryUrl, String registerUrl, long seed) {}

  /**
   * Starts one.
   *
   * @param serial of the process, for its name: a slot has many in the course of time
   */
  static WorkerProcess start(Setting setting, int slot, int serial, Health health)
      throws IOException {
    return start(setting, slot, serial, health, false);
  }

  /**
   * Runs one for a moment, so that all that follow find its classes ready: a third of the time that
   * they need to start.
   */
  static void train(Setting setting, Health health) throws IOException, InterruptedException {
    WorkerProcess trainee = start(setting, 0, 0, health, true);
    trainee.awaitReady();
    trainee.process.terminate();
    trainee.process.awaitEnd(TRAINED);
  }

  private static WorkerProcess start(
      Setting setting, int slot, int serial, Health health, boolean training) throws IOException {
    int port = freePort();
    JvmProcess process =
        JvmProcess.of(
                "worker-" + slot,
                ChaosWorker.class.getName(),
                setting.folder().resolve("worker-" + slot + ".log"))
            .options(options(setting, training))
            .environment(
                Map.of(
                    "INGOT_KAFKA_BOOTSTRAP_SERVERS", setting.bootstrapServers(),
                    "INGOT_SCHEMA_REGISTRY_URL", setting.registryUrl(),
                    "INGOT_TOPIC_PREFIX", Chain.PREFIX,
                    "INGOT_WORKER_SLOT", String.valueOf(slot),
                    "INGOT_SESSION_TIMEOUT", Conditions.SESSION.toSeconds() + "s",
                    "INGOT_HTTP_PORT", String.valueOf(port)))
            .arguments(
                String.valueOf(setting.seed()),
                setting.registerUrl(),
                "worker-%d.%d".formatted(slot, serial))
            .start();
    return new WorkerProcess(process, port, health);
  }

  private static List<String> options(Setting setting, boolean training) {
    Path archive = setting.folder().resolve("classes.jsa");
    List<String> options = new ArrayList<>(OPTIONS);
    if (training) {
      options.add("-XX:ArchiveClassesAtExit=" + archive);
    } else if (Files.exists(archive)) {
      options.add("-XX:SharedArchiveFile=" + archive);
    }
    return options;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Why it has to be replaced; empty while it has not. */
  Optional<String> failure(Duration longestSilence) throws InterruptedException {
    Optional<Health.Answer> answer = health.ask(port, "live");
    if (answer.isEmpty()) {
      long silence = System.nanoTime() - answeredAt;
      return silence > longestSilence.toNanos()
          ? Optional.of("it has not answered for " + Duration.ofNanos(silence).toSeconds() + " s")
          : Optional.empty();
    }
    answeredAt = System.nanoTime();
    return answer.filter(a -> !a.well()).map(Health.Answer::text);
  }

  /** Why it has ended, in its own words; its log may have those of others before it. */
  String lastWords() {
    try (Stream<String> lines = Files.lines(process.log(), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(ChaosWorker.NAME + ": "))
          .reduce((first, second) -> second)
          .map(line -> line.substring(ChaosWorker.NAME.length() + 2))
          .orElse("without a word");
    } catch (IOException | UncheckedIOException e) {
      return "its log cannot be read";
    }
  }

  boolean ready() throws InterruptedException {
    return health.ask(port, "ready").map(Health.Answer::well).orElse(false);
  }

  /** Waits until it works, but not for ever: not all of them will. */
  void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (process.alive() && System.nanoTime() < deadline && !ready()) {
      Thread.sleep(BETWEEN_QUESTIONS);
    }
  }

  /** A freeze is no silence of its own. */
  void thaw() throws IOException {
    process.thaw();
    answeredAt = System.nanoTime();
  }

  /**
   * Asks it to end, and waits until it has.
   *
   * @return whether it did within 10 s, and a second for the process itself
   */
  boolean stop() {
    long began = System.nanoTime();
    process.terminate();
    return process.awaitEnd(STOP) && System.nanoTime() - began < STOP_ASKED.toNanos();
  }

  void kill() {
    process.kill();
    process.awaitEnd(STOP);
  }
}
