package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.Freeze;
import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.events.StandingOrder;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.CloudEvent;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.TraceParent;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.stage.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publisher, reader and standing orders, over a real broker. */
@Timeout(300)
class LogIT {
  private static final int PARTITIONS = 3;
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir static Path folder;
  private static LocalBroker broker;

  /** Every test has topics of its own. */
  private final String prefix = "log-it-" + TESTS.incrementAndGet() + ".";

  private final String pushes = prefix + "pushes";
  private RuntimeConfig config;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = LocalBroker.start(folder, 0);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void createTopics() {
    config = config(broker.bootstrapServers());
    broker.createTopic(pushes, PARTITIONS, Map.of());
    broker.createTopic(prefix + "controls", PARTITIONS, Map.of("cleanup.policy", "compact"));
  }

  private RuntimeConfig config(String bootstrapServers) {
    return Config.read(
        RuntimeConfig.class,
        Map.of(
            "ingot.kafka.bootstrap.servers", bootstrapServers,
            "ingot.topic.prefix", prefix,
            "ingot.schema.registry.url", "mock://log-it"));
  }

  private static PushReported push(String service, String id) {
    return PushReported.newBuilder()
        .setId(id)
        .setService(service)
        .setRepository("https://git.test/" + service)
        .setRef("refs/heads/main")
        .setSource(PushSource.WEBHOOK)
        .setReportedAt(Instant.now())
        .build();
  }

  private static StandingOrder order(String service, @Nullable Freeze freeze) {
    return StandingOrder.newBuilder()
        .setId(service)
        .setService(service)
        .setRegistration(new Registration("https://git.test/" + service, "refs/heads/main", ""))
        .setFreeze(freeze)
        .setWho("operator")
        .setWhy("a test")
        .setSetAt(Instant.now())
        .build();
  }

  private EventReader reader(Instant begin) {
    return EventReader.from(
        begin,
        List.of(Topics.PUSHES, Topics.CONTROLS),
        config,
        new EventReader.Listener() {
          @Override
          public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
            seen.add(topic.suffix() + "/" + topic.id().apply(event));
          }
        });
  }

  @Test
  void whatIsPublishedAtOnceArrivesOnceAndInOrder() throws Exception {
    try (EventPublisher publisher = EventPublisher.open("test", config)) {
      List<Thread> callers =
          IntStream.range(0, 20)
              .mapToObj(
                  service ->
                      Thread.ofVirtual()
                          .start(
                              () -> {
                                for (int i = 0; i < 20; i++) {
                                  publisher.publish(
                                      Topics.PUSHES, push("s" + service, service + "." + i), SOON);
                                }
                              }))
              .toList();
      for (Thread caller : callers) {
        caller.join();
      }
    }

    try (EventReader reader = reader(Instant.EPOCH)) {
      assertThat(reader.awaitCaughtUp(SOON)).isTrue();
      assertThat(seen).hasSize(400).doesNotHaveDuplicates();
      assertThat(seen.stream().filter(id -> id.startsWith("pushes/7.")))
          .containsExactlyElementsOf(
              IntStream.range(0, 20).mapToObj(i -> "pushes/7." + i).toList());
    }
  }

  @Test
  void whatIsAnnouncedWithoutWaitingArrivesOnceAndInOrder() throws Exception {
    try (EventPublisher publisher = EventPublisher.open("test", config)) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        for (int service = 0; service < 10; service++) {
          all.add(publisher.announce(Topics.PUSHES, push("s" + service, service + "." + i), SOON));
          if (i == 0) {
            all.getLast().get(SOON.toSeconds(), TimeUnit.SECONDS);
          }
        }
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
          .get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    try (EventReader reader = reader(Instant.EPOCH)) {
      assertThat(reader.awaitCaughtUp(SOON)).isTrue();
      assertThat(seen).hasSize(300).doesNotHaveDuplicates();
      assertThat(seen.stream().filter(id -> id.startsWith("pushes/7.")))
          .containsExactlyElementsOf(
              IntStream.range(0, 30).mapToObj(i -> "pushes/7." + i).toList());
    }
  }

  @Test
  void aMessageSaysWhatItIsAndBelongsToATrace() throws Exception {
    try (EventPublisher publisher = EventPublisher.open("commit-listener", config)) {
      publisher.publish(Topics.PUSHES, push("shop", "p1"), SOON);
    }

    ConsumerRecord<byte[], byte[]> message = only(pushes);

    assertThat(message.key()).isEqualTo("shop".getBytes(UTF_8));
    CloudEvent said = CloudEvent.from(message.headers()).orElseThrow();
    assertThat(said.id()).isEqualTo("p1");
    assertThat(said.type()).isEqualTo("dev.ingot.events.PushReported");
    assertThat(said.source()).isEqualTo("/ingot/commit-listener");
    assertThat(TraceParent.from(message.headers())).isPresent();
  }

  private ConsumerRecord<byte[], byte[]> only(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaClients(config).reader("test")) {
      consumer.assign(
          IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList());
      return await()
          .atMost(SOON)
          .until(() -> consumer.poll(Duration.ofMillis(100)), records -> !records.isEmpty())
          .iterator()
          .next();
    }
  }

  @Test
  void beginsAtTheTimeThatItIsTold() throws Exception {
    Instant noon = Instant.parse("2026-01-02T12:00:00Z");
    for (int minute = -1; minute <= 1; minute++) {
      sendAt(noon.plusSeconds(60L * minute), push("shop", "at" + minute));
    }

    try (EventReader reader = reader(noon)) {
      assertThat(reader.awaitCaughtUp(SOON)).isTrue();
      assertThat(seen).containsExactly("pushes/at0", "pushes/at1");
    }
  }

  private void sendAt(Instant time, PushReported push) throws Exception {
    KafkaClients clients = new KafkaClients(config);
    try (var codecs = EventCodecs.open(clients.codecs());
        var producer = clients.producer("test", SOON)) {
      send(producer, time, push.getService().getBytes(UTF_8), codecs.encode(pushes, push));
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, Instant time, byte[] key, byte[] value)
      throws Exception {
    producer.send(new ProducerRecord<>(pushes, null, time.toEpochMilli(), key, value)).get();
  }

  @Test
  void skipsPoisonAndGoesOn() throws Exception {
    sendAt(Instant.now(), push("shop", "before"));
    try (var producer = new KafkaClients(config).producer("test", SOON)) {
      send(producer, Instant.now(), "shop".getBytes(UTF_8), "no event".getBytes(UTF_8));
    }
    sendAt(Instant.now(), push("shop", "after"));

    try (EventReader reader = reader(Instant.EPOCH)) {
      assertThat(reader.awaitCaughtUp(SOON)).isTrue();
      assertThat(seen).containsExactly("pushes/before", "pushes/after");
    }
  }

  @Test
  void goesOnWhereItWasWhenTheBrokerIsBack() throws Exception {
    try (EventPublisher publisher = EventPublisher.open(config);
        EventReader reader = reader(Instant.EPOCH)) {
      publisher.publish(Topics.PUSHES, push("shop", "first"), SOON);
      await().atMost(SOON).until(() -> seen.contains("pushes/first"));

      int port = broker.port();
      broker.close();
      broker = LocalBroker.start(folder, port);
      publisher.publish(Topics.PUSHES, push("shop", "second"), SOON);

      await().atMost(SOON).until(() -> seen.contains("pushes/second"));
      assertThat(seen).containsExactly("pushes/first", "pushes/second");
      assertThat(reader.awaitCaughtUp(SOON)).isTrue();
    }
  }

  @Test
  void tellsInTimeThatNoBrokerAnswers() {
    try (EventPublisher publisher = EventPublisher.open(config("127.0.0.1:1"))) {
      assertThatThrownBy(
              () -> publisher.publish(Topics.PUSHES, push("shop", "lost"), Duration.ofMillis(200)))
          .isInstanceOf(PublishException.class)
          .hasMessage("The brokers did not acknowledge a PushReported within 200 ms");
      assertThat(publisher.announce(Topics.PUSHES, push("shop", "lost"), Duration.ofMillis(200)))
          .failsWithin(SOON)
          .withThrowableThat()
          .withCauseInstanceOf(PublishException.class);
    }
  }

  @Test
  void standingOrdersAreReadWholeAndThenFollowed() {
    Freeze freeze = Freeze.newBuilder().setEnvironments(List.of("production")).build();
    try (EventPublisher publisher = EventPublisher.open(config)) {
      publisher.publish(Topics.CONTROLS, order("shop", null), SOON);

      try (StandingOrders orders = StandingOrders.open(config)) {
        assertThat(orders.registrations()).containsOnlyKeys("shop");
        assertThat(orders.frozen("shop", "production")).isFalse();

        publisher.publish(Topics.CONTROLS, order("shop", freeze), SOON);
        publisher.publish(Topics.CONTROLS, order("blog", null), SOON);

        await().atMost(SOON).until(() -> orders.frozen("shop", "production"));
        await().atMost(SOON).until(() -> orders.registration("blog").isPresent());
        assertThat(orders.frozen("shop", "staging")).isFalse();
      }
    }
  }

  @Test
  void aProducerChoosesThePartitionThatIsReckoned() throws Exception {
    try (var producer = new KafkaClients(config).producer("test", SOON)) {
      for (int i = 0; i < 50; i++) {
        byte[] key = ("service-" + i).getBytes(UTF_8);
        int chosen = producer.send(new ProducerRecord<>(pushes, key, key)).get().partition();
        assertThat(KeyPartition.of(key, PARTITIONS)).isEqualTo(chosen);
      }
    }
  }

  @Test
  void aToolReadsUpToTheEndsOfThatTimeAgainAndAgain() {
    try (LogTool log = LogTool.open("tool", config);
        OneTransaction once = log.take("test")) {
      assertThat(read(log, SOON)).isEmpty();
      once.commit(List.of(message(0, "one"), message(2, "two")));
      assertThat(read(log, SOON)).containsExactlyInAnyOrder("one", "two");
      once.brokersTime(pushes, 0); // which is begun and undone
      once.commit(List.of(message(0, "three")));
      assertThat(read(log, SOON)).containsExactlyInAnyOrder("one", "two", "three");

      List<String> from = new ArrayList<>();
      log.readFrom(pushes, 0, 1, SOON, message -> from.add(text(message)));
      assertThat(from).containsExactly("three");
      log.readFrom(pushes, 0, 1_000, SOON, message -> from.add(text(message)));
      assertThat(from).hasSize(1);
    }
  }

  @Test
  void aToolWaitsForATransactionThatIsOpenBeforeWhatItReads() throws Exception {
    try (LogTool log = LogTool.open("tool", config);
        OneTransaction once = log.take("test");
        var open = new KafkaClients(config).transactionalProducer("open", prefix + "open")) {
      open.initTransactions();
      open.beginTransaction();
      open.send(new ProducerRecord<>(pushes, 0, null, "open".getBytes(UTF_8))).get();
      once.commit(List.of(message(0, "hidden")));

      assertThatThrownBy(() -> read(log, Duration.ofMillis(300)))
          .isInstanceOf(LogToolException.class)
          .hasMessageContaining("does no transaction hang");
      CompletableFuture<List<String>> reading =
          CompletableFuture.supplyAsync(() -> read(log, SOON));
      open.commitTransaction();

      assertThat(reading.get(SOON.toSeconds(), TimeUnit.SECONDS)).containsExactly("open", "hidden");
    }
  }

  private LogMessage message(int partition, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new LogMessage(pushes, partition, -1, Instant.now(), bytes, bytes, new RecordHeaders());
  }

  private static String text(LogMessage message) {
    return message.value() == null ? "" : new String(message.value(), UTF_8);
  }

  /** Of two topics at once. */
  private List<String> read(LogTool log, Duration within) {
    List<String> texts = new ArrayList<>();
    log.read(
        List.of(pushes, prefix + "controls"),
        partition -> true,
        Instant.EPOCH,
        within,
        message -> texts.add(text(message)));
    return texts;
  }

  @Test
  void standingOrdersOfAnEmptyTopicAreNone() {
    try (StandingOrders orders = StandingOrders.open(config)) {
      assertThat(orders.registrations()).isEmpty();
    }
  }
}
