package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.PushReported;
import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.EventDeserializer;
import dev.ingot.events.wire.EventSerializer;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.sandbox.kafka.LocalRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema registry goes away in mid-stream, and comes back. */
class RegistryAwayIT {
  @TempDir Path folder;
  private LocalBroker broker;
  private LocalRegistry registry;
  private TaskLog log;
  private EventCodecs codecs;

  /** Registers schemas with the first event, as serializers of others do. */
  public static final class Late implements Serializer<SpecificRecord> {
    private final EventSerializer serializer = new EventSerializer();

    /** For the configuration. */
    public Late() {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
      serializer.configure(settings, isKey);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable SpecificRecord event) {
      return serializer.serialize(topic, event);
    }
  }

  @BeforeEach
  void start() {
    broker = LocalBroker.start(folder.resolve("kafka"), 0);
    registry = LocalRegistry.start(folder.resolve("registry"), 0);
    log = new TaskLog(broker, 1, Map.of());
    codecs = EventCodecs.open(Map.of("schema.registry.url", registry.url()));
  }

  @AfterEach
  void stop() {
    codecs.close();
    log.close();
    registry.close();
    broker.close();
  }

  private RuntimeConfig config() throws Exception {
    Path file = folder.resolve("kafka.properties");
    Files.writeString(
        file,
        "value.serializer=%s\nvalue.deserializer=%s\nmax.retries=0\n"
            .formatted(Late.class.getName(), EventDeserializer.class.getName()));
    RuntimeConfig usual = log.config(0);
    return new RuntimeConfig(
        usual.bootstrapServers(),
        registry.url(),
        usual.topicPrefix(),
        Optional.of(file),
        0,
        usual.sessionTimeout(),
        usual.httpHost(),
        0);
  }

  private byte[] task(String id) {
    PushReported task = TaskLog.task("shop", id);
    return codecs.encode(log.prefix + "tasks", task);
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }

  @Test
  void aLookWhoseEventsCannotBeEncodedWaitsAndUsesUpNoTry() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Script stage =
        new Script(
            (task, context) -> {
              looks.incrementAndGet();
              return task.getId().equals("first") ? Outcome.done() : Script.done(task);
            });
    byte[] first = task("first");
    byte[] second = task("second");
    try (StageWorker<?> worker =
        StageWorker.of(stage, config())
            .retries(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1)))
            .start()) {
      log.putRaw("tasks", "shop", first);
      eventually(() -> assertThat(looks).hasValue(1));
      int port = registry.port();
      registry.close();
      log.putRaw("tasks", "shop", second);
      // Twice as many looks as there are tries.
      eventually(() -> assertThat(looks).hasValueGreaterThan(4));
      assertThat(worker.live()).isTrue();
      registry = LocalRegistry.start(folder.resolve("registry"), port);

      eventually(() -> assertThat(log.raw("steps")).hasSize(1));
      assertThat(log.raw("dead-letters")).isEmpty();
    }
  }
}
