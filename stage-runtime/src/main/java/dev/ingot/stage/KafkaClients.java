package dev.ingot.stage;

import dev.ingot.stage.config.ConfigException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The settings of every Kafka client, in one place. All of them speak bytes: what does not decode
 * must still be there to be put aside as it came.
 */
final class KafkaClients {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration API_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  private static final int LINGER_MILLIS = 1;

  /** Longer than a round trip, so that who waits for an open transaction does not ask in haste. */
  private static final int BRIEF_MILLIS = 20;

  private final RuntimeConfig config;
  private final Map<String, String> extra;

  /** Settings that the file of {@code ingot.kafka.properties} adds are read here, once. */
  KafkaClients(RuntimeConfig config) {
    this.config = config;
    this.extra = config.kafkaProperties().map(KafkaClients::read).orElse(Map.of());
  }

  /** Idempotent, acks=all; a record is acknowledged within the time, or its send has failed. */
  KafkaProducer<byte[], byte[]> producer(String clientId, Duration deliveryTimeout) {
    Map<String, Object> settings = producerSettings(clientId, deliveryTimeout);
    // Many callers at once each wait for their own record: what comes within a millisecond goes
    // together, which saves the brokers and us more time than it takes.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.min(REQUEST_TIMEOUT.toMillis(), deliveryTimeout.toMillis() - LINGER_MILLIS));
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** For transactions of at most 10 s; {@code initTransactions} is the caller's. */
  KafkaProducer<byte[], byte[]> transactionalProducer(String clientId, String transactionalId) {
    Map<String, Object> settings = producerSettings(clientId, TRANSACTION_TIMEOUT);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * A member of a group under Kafka's consumer protocol: nothing is committed by itself, and where
   * to begin without an offset is the caller's to say.
   */
  KafkaConsumer<byte[], byte[]> groupConsumer(String clientId, String group) {
    Map<String, Object> settings = consumerSettings(clientId);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Committer.MOST_SETTLEMENTS);
    return consumer(settings);
  }

  /**
   * Without a group: for {@code assign()}. A position that retention has passed moves on to the
   * oldest record.
   */
  KafkaConsumer<byte[], byte[]> reader(String clientId) {
    Map<String, Object> settings = consumerSettings(clientId);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return consumer(settings);
  }

  /**
   * As {@link #reader}, for who reads up to the ends and is done. A consumer asks for what comes
   * next before anybody wants it, and a broker that has nothing keeps the question, and with it
   * whatever comes after it on that connection, be it the goodbye, for as long as it is told to.
   */
  KafkaConsumer<byte[], byte[]> briefReader(String clientId) {
    Map<String, Object> settings = consumerSettings(clientId);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, BRIEF_MILLIS);
    return consumer(settings);
  }

  Admin admin(String clientId) {
    return Admin.create(adminSettings(clientId));
  }

  Map<String, Object> adminSettings(String clientId) {
    return commonSettings(clientId);
  }

  /** Settings of the codecs that turn events into bytes and back. */
  Map<String, Object> codecs() {
    Map<String, Object> settings = new HashMap<>(extra);
    settings.put("schema.registry.url", config.registryUrl());
    return settings;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> producerSettings(String clientId, Duration deliveryTimeout) {
    Map<String, Object> settings = commonSettings(clientId);
    int delivery = (int) deliveryTimeout.toMillis();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // Latency counts here, not batches: a worker announces a handful of events at a time.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
    settings.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
        (int) Math.min(REQUEST_TIMEOUT.toMillis(), delivery));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, delivery);
    // Short back-offs: with the defaults, committing offsets in a transaction shows 100 ms
    // outliers. Not for consumers: one of a group turns once in each back-off, idle or not.
    settings.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 5);
    settings.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 20);
    return settings;
  }

  private Map<String, Object> consumerSettings(String clientId) {
    Map<String, Object> settings = commonSettings(clientId);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
    return settings;
  }

  private Map<String, Object> commonSettings(String clientId) {
    Map<String, Object> settings = new HashMap<>(extra);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return settings;
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new ConfigException(
          "ingot.kafka.properties names " + file + ", which cannot be read: " + e.getMessage());
    }
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
    return settings;
  }
}
