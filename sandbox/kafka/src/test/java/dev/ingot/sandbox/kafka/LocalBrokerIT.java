package dev.ingot.sandbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {
  @TempDir Path folder;

  @Test
  void carriesCommittedTransactionsAndKeepsThemOverARestart() {
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      broker.createTopic("words", 3, Map.of("cleanup.policy", "delete"));
      send(broker, "first");
    }
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      broker.createTopic("words", 3, Map.of());
      send(broker, "second");
      assertThat(read(broker, 2)).containsExactlyInAnyOrder("first", "second");
      assertThat(broker.failure()).isEmpty();
    }
  }

  @Test
  void servesAgainAfterItsProcessWasKilled() throws Exception {
    BrokerProcess.keepAndDie(folder);
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      send(broker, "second");
      assertThat(read(broker, 2)).containsExactlyInAnyOrder("kept", "second");
    }
  }

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

  static void send(LocalBroker broker, String word) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer-0");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      byte[] value = word.getBytes(StandardCharsets.UTF_8);
      var sent = producer.send(new ProducerRecord<>("words", "key", value));
      producer.commitTransaction();
      assertThat(sent).succeedsWithin(Duration.ZERO);
    }
  }

  private static List<String> read(LocalBroker broker, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "group.id", "readers",
            "group.protocol", "consumer",
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest");
    List<String> words = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("words"));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(r -> words.add(new String(r.value(), StandardCharsets.UTF_8)));
                return words.size() >= count;
              });
    }
    return words;
  }
}
