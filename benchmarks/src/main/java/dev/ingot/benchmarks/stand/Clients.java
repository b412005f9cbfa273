package dev.ingot.benchmarks.stand;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka clients with the very settings that the stage runtime gives its own. */
public final class Clients {
  private final String bootstrapServers;

  public Clients(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  public KafkaProducer<byte[], byte[]> producer() {
    return producer(Map.of());
  }

  public KafkaProducer<byte[], byte[]> transactionalProducer(String transactionalId) {
    return producer(Map.of("transactional.id", transactionalId, "transaction.timeout.ms", 10_000));
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
    Map<String, Object> settings = common();
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("linger.ms", 0);
    settings.put("delivery.timeout.ms", 10_000);
    settings.put("request.timeout.ms", 5_000);
    settings.put("max.block.ms", 10_000);
    settings.putAll(further);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public KafkaConsumer<byte[], byte[]> groupConsumer(String group, int mostOfAPoll) {
    return consumer(
        Map.of("group.id", group, "group.protocol", "consumer", "max.poll.records", mostOfAPoll));
  }

  public KafkaConsumer<byte[], byte[]> reader() {
    return consumer(Map.of());
  }

  private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> further) {
    Map<String, Object> settings = common();
    settings.put("enable.auto.commit", false);
    settings.put("isolation.level", "read_committed");
    settings.put("allow.auto.create.topics", false);
    settings.put("auto.offset.reset", "earliest");
    settings.putAll(further);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("retry.backoff.ms", 5);
    settings.put("retry.backoff.max.ms", 20);
    settings.put("reconnect.backoff.max.ms", 1_000);
    settings.put("enable.metrics.push", false);
    return settings;
  }
}
