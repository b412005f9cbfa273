package dev.ingot.chaos;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The harness's own Kafka clients: patient, for the brokers will be away at times. */
record Clients(String bootstrapServers) {
  private static final int PATIENCE_MILLIS = 300_000;

  /** Idempotent: what is sent arrives once and in order, however often it has to be sent. */
  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = common();
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("linger.ms", 0);
    settings.put("request.timeout.ms", 5_000);
    settings.put("delivery.timeout.ms", PATIENCE_MILLIS);
    settings.put("max.block.ms", PATIENCE_MILLIS);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Reads what is committed, from the beginning. */
  KafkaConsumer<byte[], byte[]> reader() {
    Map<String, Object> settings = common();
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    settings.put("allow.auto.create.topics", false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Admin admin() {
    return Admin.create(common());
  }

  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("retry.backoff.ms", 20);
    settings.put("retry.backoff.max.ms", 200);
    settings.put("reconnect.backoff.max.ms", 500);
    settings.put("enable.metrics.push", false);
    return settings;
  }
}
