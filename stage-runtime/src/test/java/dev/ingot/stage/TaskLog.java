package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of a test's own on a broker: tasks come in, steps go out, hints are listened to. */
final class TaskLog implements AutoCloseable {
  static final int PARTITIONS = 4;

  /** A record's subject is its own id. */
  static final Topic<PushReported> TASKS =
      new Topic<>(
          "tasks",
          PushReported.class,
          Topic.Keeping.RETAINED,
          PushReported::getService,
          PushReported::getId,
          PushReported::getReportedAt,
          e -> Optional.of(e.getId()));

  /** The {@code repository} holds the id of the task, the {@code ref} what has been done. */
  static final Topic<HeadSeen> STEPS = steps("steps");

  static final Topic<HeadSeen> HINTS = steps("hints");

  final LocalBroker broker;
  final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
  private final KafkaProducer<byte[], byte[]> producer;
  private final EventCodecs codecs;

  TaskLog(LocalBroker broker) {
    this(broker, PARTITIONS, Map.of());
  }

  TaskLog(LocalBroker broker, int partitions, Map<String, String> taskSettings) {
    this.broker = broker;
    broker.createTopic(prefix + "tasks", partitions, taskSettings);
    for (String topic : List.of("steps", "hints", Topics.DEAD_LETTERS)) {
      broker.createTopic(prefix + topic, partitions, Map.of());
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    codecs = EventCodecs.open(Map.of("schema.registry.url", registryUrl()));
  }

  private static Topic<HeadSeen> steps(String suffix) {
    return new Topic<>(
        suffix,
        HeadSeen.class,
        Topic.Keeping.RETAINED,
        HeadSeen::getService,
        HeadSeen::getId,
        HeadSeen::getSeenAt,
        e -> Optional.of(e.getRepository()));
  }

  String registryUrl() {
    return "mock://" + prefix.replace(".", "");
  }

  RuntimeConfig config(int slot) {
    return new RuntimeConfig(
        broker.bootstrapServers(),
        registryUrl(),
        prefix,
        Optional.empty(),
        slot,
        Duration.ofSeconds(10),
        "127.0.0.1",
        0);
  }

  static PushReported task(String service, String id) {
    return task(service, id, Instant.now());
  }

  static PushReported task(String service, String id, Instant at) {
    return PushReported.newBuilder()
        .setId(id)
        .setService(service)
        .setRepository("r")
        .setRef("refs/heads/main")
        .setSource(PushSource.OPERATOR)
        .setReportedAt(at)
        .build();
  }

  /** What a stage announces about a task; its id derives from both. */
  static HeadSeen step(PushReported task, String what) {
    return step(task.getService(), task.getId(), what);
  }

  static HeadSeen step(String service, String task, String what) {
    return HeadSeen.newBuilder()
        .setId(task + "/" + what)
        .setService(service)
        .setRepository(task)
        .setRef(what)
        .setCommitId("c")
        .setGeneration(1)
        .setSeenAt(Instant.now())
        .build();
  }

  /** Returns when the event is in the log. */
  <E extends SpecificRecord> void put(Topic<E> topic, E event) {
    add(topic, event);
    flush();
  }

  /** The same in a partition of the test's choice, whatever the key. */
  <E extends SpecificRecord> void put(Topic<E> topic, int partition, E event) {
    ProducerRecord<byte[], byte[]> message = message(topic, event);
    send(new ProducerRecord<>(message.topic(), partition, message.key(), message.value()));
    flush();
  }

  <E extends SpecificRecord> void put(Topic<E> topic, E event, Map<String, String> headers) {
    ProducerRecord<byte[], byte[]> message = message(topic, event);
    headers.forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
    send(message);
    flush();
  }

  <E extends SpecificRecord> void add(Topic<E> topic, E event) {
    send(message(topic, event));
  }

  /** What cannot be sent is missed by the test. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(ProducerRecord<byte[], byte[]> message) {
    producer.send(message);
  }

  void flush() {
    producer.flush();
  }

  private <E extends SpecificRecord> ProducerRecord<byte[], byte[]> message(
      Topic<E> topic, E event) {
    String name = topic.name(prefix);
    byte[] key = topic.service().apply(event).getBytes(UTF_8);
    return new ProducerRecord<>(name, key, codecs.encode(name, event));
  }

  /** From now on, the topic takes no batch larger than that. */
  void limit(Topic<?> topic, int bytes) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name(prefix));
    AlterConfigOp most =
        new AlterConfigOp(
            new ConfigEntry("max.message.bytes", String.valueOf(bytes)), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(most))).all().get(30, SECONDS);
    }
  }

  /** As retention does, of the first partition. */
  void deleteTasksBefore(long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(prefix + "tasks", 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get(30, SECONDS);
    }
  }

  void putRaw(String topic, String key, byte[] value) {
    send(new ProducerRecord<>(prefix + topic, key.getBytes(UTF_8), value));
    producer.flush();
  }

  /** Everything committed so far. */
  <E extends SpecificRecord> List<E> all(Topic<E> topic) {
    List<E> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> raw : raw(topic.suffix())) {
      events.add(codecs.decode(raw.topic(), topic.event(), raw.value()));
    }
    return events;
  }

  List<String> stepIds() {
    return all(STEPS).stream().map(HeadSeen::getId).toList();
  }

  List<ConsumerRecord<byte[], byte[]>> raw(String topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(prefix + topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        records.forEach(all::add);
      }
    }
    return all;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    codecs.close();
  }
}
