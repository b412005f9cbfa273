package dev.ingot.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.sandbox.kafka.LocalTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokersIT {
  private static final TopicPartition WORDS = new TopicPartition("words", 0);

  @TempDir Path folder;

  @Test
  void ofThreeAnyOneMayBeKilledAndNothingIsLost() throws Exception {
    try (Brokers brokers = Brokers.start(folder, 3)) {
      makeWords(brokers);
      send(brokers, "all");
      for (int id = 1; id <= 3; id++) {
        brokers.kill(id);
        send(brokers, "without " + id);
        brokers.begin(id);
        brokers.awaitAll();
      }

      assertThat(words(brokers, 4)).containsExactly("all", "without 1", "without 2", "without 3");
    }
  }

  @Test
  void oneAloneHasEverythingBackAfterItWasKilled() throws Exception {
    try (Brokers brokers = Brokers.start(folder, 1)) {
      makeWords(brokers);
      send(brokers, "before");
      brokers.kill(1);
      brokers.begin(1);
      brokers.awaitAll();
      send(brokers, "after");

      assertThat(words(brokers, 2)).containsExactly("after", "before");
    }
  }

  private static void makeWords(Brokers brokers) {
    try (LocalTopics topics = new LocalTopics(brokers.clients().bootstrapServers())) {
      topics.create("words", 1, Map.of());
    }
  }

  private static void send(Brokers brokers, String word) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = brokers.clients().producer()) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>("words", bytes)).get(60, TimeUnit.SECONDS);
    }
  }

  private static Set<String> words(Brokers brokers, int count) {
    Set<String> words = new TreeSet<>();
    try (KafkaConsumer<byte[], byte[]> reader = brokers.clients().reader()) {
      reader.assign(List.of(WORDS));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                reader
                    .poll(Duration.ofMillis(100))
                    .forEach(r -> words.add(new String(r.value(), StandardCharsets.UTF_8)));
                assertThat(words).hasSize(count);
              });
    }
    return words;
  }
}
