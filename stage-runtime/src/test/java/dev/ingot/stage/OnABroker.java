package dev.ingot.stage;

import static org.awaitility.Awaitility.await;

import dev.ingot.sandbox.kafka.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of one worker on a real broker have in common: the broker, and topics for each. */
abstract class OnABroker {
  static LocalBroker broker;
  TaskLog log;

  @BeforeAll
  static void startBroker(@TempDir Path folder) {
    broker = LocalBroker.start(folder, 0);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void makeTopics() {
    log = new TaskLog(broker);
  }

  @AfterEach
  void close() {
    log.close();
  }

  static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }
}
