package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.HeadSeen;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker, on a real broker. */
class StageWorkerIT {
  private static LocalBroker broker;
  private Log log;

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
    log = new Log(broker);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void announcesWhatCameOfEachRecord() {
    try (StageWorker<?> worker =
        StageWorker.start(new Script((task, context) -> Script.done(task)), log.config(0))) {
      for (int i = 0; i < 20; i++) {
        log.put(Log.TASKS, Log.task("service-" + i, "task-" + i));
      }

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(log.all(Log.STEPS)).hasSize(20));
      assertThat(worker.ready()).isTrue();
    }
    assertThat(log.all(Log.STEPS)).extracting(HeadSeen::getRef).containsOnly("done");
  }
}
