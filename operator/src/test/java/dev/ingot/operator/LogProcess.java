package dev.ingot.operator;

import static org.awaitility.Awaitility.await;

import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.sandbox.kafka.LocalRegistry;
import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A broker with all topics and a registry, in a process of their own, to be killed. */
public final class LogProcess {
  private static final String READY = "the log is there";
  private static final int PARTITIONS = 2;

  private LogProcess() {}

  static JvmProcess start(Path folder, int kafka, int registry) throws IOException {
    Path out = folder.resolve("log.out");
    JvmProcess process =
        JvmProcess.of("log", LogProcess.class.getName(), out)
            .options(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
            .arguments(folder.toString(), String.valueOf(kafka), String.valueOf(registry))
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !process.alive() || Files.readString(out).contains(READY));
    return process;
  }

  static void makeTopics(LocalBroker broker, String prefix) {
    for (Topic<?> topic : Topics.all()) {
      broker.createTopic(
          topic.name(prefix),
          PARTITIONS,
          topic.keeping() == Topic.Keeping.COMPACTED
              ? Map.of("cleanup.policy", "compact")
              : Map.of());
    }
    broker.createTopic(prefix + Topics.DEAD_LETTERS, PARTITIONS, Map.of());
  }

  /** Runs until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    Path folder = Path.of(args[0]);
    LocalBroker broker = LocalBroker.start(folder.resolve("kafka"), Integer.parseInt(args[1]));
    LocalRegistry.start(folder.resolve("registry"), Integer.parseInt(args[2]));
    makeTopics(broker, Topics.DEFAULT_PREFIX);
    System.out.println(READY);
    new CountDownLatch(1).await();
  }
}
