package dev.ingot.sandbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A second broker on the folder of a first one. It waits until the first one's session has ended,
 * so the tests wait side by side.
 */
@Execution(ExecutionMode.CONCURRENT)
class LocalBrokerRestartIT {
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
