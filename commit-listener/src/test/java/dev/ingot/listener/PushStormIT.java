package dev.ingot.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.StandingOrder;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.sandbox.kafka.LocalRegistry;
import dev.ingot.sandbox.kafka.Ports;
import dev.ingot.sandbox.process.JvmProcess;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.EventReader;
import dev.ingot.stage.Parts;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storm of pushes on a real listener in a process of its own that is killed twice in the midst of
 * it. A delivery that it was not there for is lost, as many hosts lose it. With {@code
 * -Dingot.storm=full} 10,000 deliveries for 200 services within a minute.
 */
class PushStormIT {
  private static final Logger LOG = LoggerFactory.getLogger(PushStormIT.class);
  private static final boolean FULL = "full".equals(System.getProperty("ingot.storm"));
  private static final int SERVICES = FULL ? 200 : 12;
  private static final int DELIVERIES = FULL ? 50 : 20;
  private static final Duration OVER = Duration.ofSeconds(FULL ? 60 : 6);
  private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 5 : 2);
  private static final String PREFIX = "storm.";
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  private final Parts parts = new Parts();
  private final Map<String, StormService> services = new TreeMap<>();
  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final AtomicInteger forgedAnswers = new AtomicInteger();
  private HttpClient client;
  private Map<String, String> settings;
  private LocalBroker broker;
  private StormLog log;
  private JvmProcess listener;
  private int port;

  @AfterEach
  void stop() {
    parts.close();
  }

  @Test
  void everyPushBecomesOneCommitInOrderThoughTheListenerIsKilledTwice() throws Exception {
    await().atMost(PATIENCE).until(this::answers);
    Storm any = Storm.of(DELIVERIES, OVER, 0);
    int deaths = 0;
    Instant begin = Instant.now();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> storms = new ArrayList<>();
      long seed = 0;
      for (StormService service : services.values()) {
        Storm storm = Storm.of(DELIVERIES, OVER, seed++);
        storms.add(threads.submit(() -> rage(service, storm)));
      }
      for (double share : new double[] {0.33, 0.66}) {
        int until = (int) (SERVICES * any.pushes() * share);
        await().atMost(PATIENCE).until(() -> announced() >= until);
        listener.kill();
        assertThat(listener.exit().get(60, TimeUnit.SECONDS)).isEqualTo(137);
        deaths++;
        listener = startListener();
      }
      for (Future<?> storm : storms) {
        storm.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    await().atMost(PATIENCE).until(() -> announced() >= SERVICES * any.pushes());
    Duration took = Duration.between(begin, Instant.now());
    await().atMost(PATIENCE).until(log::allPushesAreDone);

    LOG.info(
        "{} deliveries for {} services over {} s, {} deaths: {} commits after {} s; answers {},"
            + " lost {}",
        SERVICES * DELIVERIES,
        SERVICES,
        OVER.toSeconds(),
        deaths,
        announced(),
        took.toMillis() / 1000.0,
        answers,
        lost());
    assertThat(forgedAnswers).as("forged deliveries that were taken").hasValue(0);
    services.values().forEach(PushStormIT::assertToldOnceAndInOrder);
    assertThat(log.deadLetters()).isZero();
  }

  private static void assertToldOnceAndInOrder(StormService service) {
    assertThat(service.commits)
        .as(service.name)
        .extracting(commit -> commit.getCommit().getId())
        .isEqualTo(service.pushed());
    assertThat(service.heads)
        .as(service.name)
        .extracting(HeadSeen::getCommitId)
        .isEqualTo(service.pushed());
    for (int i = 1; i < service.commits.size(); i++) {
      CommitReceived before = service.commits.get(i - 1);
      assertThat(service.commits.get(i).getPreviousCommitId())
          .isEqualTo(before.getCommit().getId());
      assertThat(service.commits.get(i).getGeneration()).isGreaterThan(before.getGeneration());
    }
  }

  private void rage(StormService service, Storm storm) {
    Instant begin = Instant.now();
    try {
      for (int i = 0; i < storm.deliveries().size(); i++) {
        Duration left = Duration.between(Instant.now(), begin.plus(storm.at(i)));
        new CountDownLatch(1).await(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
        deliver(service, storm.deliveries().get(i));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(service.name, e);
    }
  }

  private void deliver(StormService service, Storm.Kind kind)
      throws IOException, InterruptedException {
    switch (kind) {
      case PUSH -> {
        // Of two pushes at once the newer one counts alone: so each waits for the one before.
        if (!service.pushed().isEmpty()
            && !service.announced.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException("push was not announced");
        }
        service.push();
        send(service.delivery(0), service.body(0), SECRET);
      }
      case AGAIN -> send(service.delivery(0), service.body(0), SECRET);
      case LATE -> send(UUID.randomUUID().toString(), service.body(1), SECRET);
      case FORGED -> {
        int status = send(UUID.randomUUID().toString(), service.body("f".repeat(40)), "forged");
        if (status == 202) {
          forgedAnswers.incrementAndGet();
        }
      }
    }
  }

  private static byte[] hmac(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The answer's code; 0 when nobody was there. */
  private int send(String delivery, byte[] body, String secret) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(webhooks())
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", "push")
            .header("X-GitHub-Delivery", delivery)
            .header("X-Hub-Signature-256", "sha256=" + HexFormat.of().formatHex(hmac(body, secret)))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    int status;
    try {
      status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      status = 0;
    }
    answers.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
    return status;
  }

  private boolean answers() throws InterruptedException {
    int status = send("probe", "{}".getBytes(UTF_8), SECRET);
    answers.clear();
    return status != 0;
  }

  private int lost() {
    return answers.getOrDefault(0, new AtomicInteger()).get();
  }

  private int announced() {
    return services.values().stream().mapToInt(service -> service.commits.size()).sum();
  }

  @BeforeEach
  void start() throws Exception {
    client = HttpClient.newHttpClient();
    parts.list().add(client);
    broker = LocalBroker.start(Files.createDirectories(folder.resolve("kafka")), 0);
    parts.list().add(broker);
    LocalRegistry registry =
        LocalRegistry.start(Files.createDirectories(folder.resolve("registry")), 0);
    parts.list().add(registry);
    port = Ports.free();
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Path environments =
        Files.writeString(
            folder.resolve("environments.yaml"),
            """
            environments:
              production: {region: test-1, subnets: [s], vpc: v, listener: l, hostPattern: "{service}.test", artifactBucket: bucket}
            """);
    settings =
        Map.of(
            "ingot.environments.file", environments.toString(),
            "ingot.kafka.bootstrap.servers", broker.bootstrapServers(),
            "ingot.schema.registry.url", registry.url(),
            "ingot.topic.prefix", PREFIX,
            "ingot.session.timeout", "2s",
            "ingot.git.schemes", "file",
            "ingot.poll.interval", "5s",
            "ingot.listener.work.dir", folder.resolve("work").toString(),
            "ingot.webhook.secrets.dir", secrets.toString(),
            "ingot.webhook.port", String.valueOf(port));
    log = new StormLog(broker, PREFIX);
    log.makeTopics();
    RuntimeConfig runtime = Config.read(RuntimeConfig.class, settings);
    try (EventPublisher publisher = EventPublisher.open(runtime)) {
      for (int i = 0; i < SERVICES; i++) {
        String name = "service-" + i;
        StormService service = new StormService(name, folder.resolve(name + ".git"));
        services.put(name, service);
        Files.writeString(secrets.resolve(name), SECRET);
        publisher.publish(Topics.CONTROLS, registered(service), Duration.ofSeconds(15));
      }
    }
    parts
        .list()
        .add(
            EventReader.from(
                Instant.EPOCH, List.of(Topics.COMMITS, Topics.HEADS), runtime, new Witness()));
    listener = startListener();
  }

  private static StandingOrder registered(StormService service) {
    return StandingOrder.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setService(service.name)
        .setRegistration(service.registration())
        .setFreeze(null)
        .setWho("test")
        .setWhy("test")
        .setSetAt(Instant.now())
        .build();
  }

  private JvmProcess startListener() throws IOException {
    JvmProcess started =
        JvmProcess.of(LookUpHead.NAME, CommitListener.class.getName(), folder.resolve("log"))
            .options(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
            .environment(
                settings.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            e -> e.getKey().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"),
                            Map.Entry::getValue)))
            .start();
    parts.list().add(started);
    return started;
  }

  private URI webhooks() {
    return URI.create("http://127.0.0.1:%d/webhooks/github".formatted(port));
  }

  /** Keeps what the listener tells, in the order of the log. */
  private final class Witness implements EventReader.Listener {
    @Override
    public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
      if (event instanceof CommitReceived commit) {
        StormService service = service(commit.getService());
        service.commits.add(commit);
        service.announced.release();
      } else if (event instanceof HeadSeen head) {
        service(head.getService()).heads.add(head);
      }
    }

    private StormService service(String name) {
      return Objects.requireNonNull(services.get(name), name);
    }
  }
}
