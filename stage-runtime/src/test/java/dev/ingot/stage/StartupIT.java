package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage refuses to begin where it could not keep its promises, and says what to do. */
class StartupIT {
  private static final Script STAGE = new Script((task, context) -> Script.done(task));
  private static LocalBroker broker;

  @BeforeAll
  static void startBroker(@TempDir Path folder) {
    broker = LocalBroker.start(folder, 0);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static void startRefused(RuntimeConfig config, String... words) {
    assertThatThrownBy(() -> StageWorker.start(STAGE, config).close())
        .isInstanceOf(StartupException.class)
        .message()
        .contains(words);
  }

  private static RuntimeConfig config(String prefix) {
    return config(broker.bootstrapServers(), prefix, Duration.ofSeconds(10));
  }

  private static RuntimeConfig config(String bootstrap, String prefix, Duration session) {
    return new RuntimeConfig(
        bootstrap, "mock://startup", prefix, Optional.empty(), 0, session, "127.0.0.1", 0);
  }

  private static void topics(String prefix, int tasks, int steps, Map<String, String> settings) {
    broker.createTopic(prefix + "tasks", tasks, settings);
    broker.createTopic(prefix + "steps", steps, Map.of());
    broker.createTopic(prefix + Topics.DEAD_LETTERS, steps, Map.of());
  }

  @Test
  void refusesMissingTopics() {
    startRefused(config("missing."), "missing.tasks", "create it");
  }

  @Test
  void refusesUnequalPartitions() {
    topics("unequal.", 2, 3, Map.of());

    startRefused(config("unequal."), "same number of partitions", "unequal.tasks=2");
  }

  @Test
  void refusesARetentionShorterThanTwiceTheLongestTimeInHand() {
    topics("short.", 2, 2, Map.of("retention.ms", "599999"));

    startRefused(config("short."), "short.tasks", "retention.ms", "600000");
  }

  @Test
  void refusesWhenNoBrokerAnswers() {
    startRefused(
        config("127.0.0.1:1", "x.", Duration.ofSeconds(10)), "ingot.kafka.bootstrap.servers");
  }
}
