package dev.ingot.sandbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {
  @TempDir Path folder;

  @Test
  void refusesAFolderThatIsInUse() {
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      assertThatThrownBy(() -> LocalBroker.start(folder, 0).close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is in use by another broker");
      broker.createTopic("words", 1, Map.of());
    }
  }

  @Test
  void takesAFreePortWhenTheWantedOneIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LocalBroker broker = LocalBroker.start(folder, taken.getLocalPort())) {
      assertThat(broker.port()).isNotEqualTo(taken.getLocalPort());
      broker.createTopic("words", 1, Map.of());
    }
  }

  @Test
  void refusesATopicThatIsThereWithOtherPartitions() {
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      broker.createTopic("words", 1, Map.of());
      assertThatThrownBy(() -> broker.createTopic("words", 2, Map.of()))
          .hasMessage("topic words has 1 partitions, not 2");
    }
  }

  @Test
  void leavesNoThreadBehind() {
    Set<Thread> before = threads();
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      broker.createTopic("words", 1, Map.of());
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(threads())
                    .filteredOn(t -> !before.contains(t))
                    .filteredOn(t -> !t.getName().startsWith("awaitility"))
                    // Yammer's two ticking threads are the JVM's: they have no end and are daemons.
                    .filteredOn(t -> !t.getName().startsWith("metrics-meter-tick-thread"))
                    .isEmpty());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .collect(Collectors.toSet());
  }
}
