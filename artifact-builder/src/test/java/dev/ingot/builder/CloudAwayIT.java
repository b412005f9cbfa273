package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.git.testkit.GitRepository;
import dev.ingot.git.testkit.GitRepository.Entry;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.resilience.Resilience;
import dev.ingot.sandbox.cloud.SandboxCloud;
import dev.ingot.sandbox.cloud.fault.Fault;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.EventReader;
import dev.ingot.stage.HealthServer;
import dev.ingot.stage.ProcessHealth;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.testkit.Events;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EC2 is away for longer than all tries together take, on the real AWS code. */
class CloudAwayIT {
  /** Without the breaker, a commit would be given up within half a second. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "ingot.retry.tries", "2",
          "ingot.retry.first", "100ms",
          "ingot.retry.longest", "200ms",
          "ingot.breaker.calls", "3",
          "ingot.breaker.wait", "3s");

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private SandboxCloud sandbox;
  private LocalBroker broker;

  @BeforeEach
  void start() {
    sandbox = SandboxCloud.start(folder.resolve("cloud"), 0, 0);
    System.setProperty("aws.accessKeyId", sandbox.bootstrap().accessKeyId());
    System.setProperty("aws.secretAccessKey", sandbox.bootstrap().secretAccessKey());
    broker = LocalBroker.start(folder.resolve("kafka"), 0);
    for (Topic<?> topic : Topics.all()) {
      broker.createTopic(
          topic.name(Topics.DEFAULT_PREFIX),
          1,
          topic.keeping() == Topic.Keeping.COMPACTED
              ? Map.of("cleanup.policy", "compact")
              : Map.of());
    }
    broker.createTopic(Topics.DEFAULT_PREFIX + Topics.DEAD_LETTERS, 1, Map.of());
  }

  @AfterEach
  void stop() {
    broker.close();
    sandbox.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  @SuppressWarnings("try") // a reader works by being open
  void beginsNothingNewEndsNothingAndGoesOnWhenItIsBack() throws Exception {
    RuntimeConfig runtime =
        Config.read(
            RuntimeConfig.class,
            Map.of(
                "ingot.kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "ingot.schema.registry.url",
                "mock://cloud-away"));
    BuilderConfig config =
        Config.read(
            BuilderConfig.class,
            Map.of(
                "ingot.look.interval", "200ms",
                "ingot.git.schemes", "file",
                "ingot.builder.work.dir", folder.resolve("work").toString()));
    Environments environments = Environments.parse(yaml());
    Resilience resilience = Config.read(Resilience.class, IMPATIENT);
    List<ImageReady> images = new CopyOnWriteArrayList<>();
    List<DeploymentFinished> outcomes = new CopyOnWriteArrayList<>();
    sandbox.faults().always("ec2:*", Fault.internalError());

    try (HealthServer health = HealthServer.start(runtime, ProcessHealth::parts);
        CloudsByEnvironment clouds = resilience.clouds(environments);
        AutoCloseable builder =
            ArtifactBuilder.open(runtime, resilience, config, environments, clouds);
        EventPublisher publisher = EventPublisher.open(runtime);
        EventReader reader =
            EventReader.from(
                Instant.EPOCH,
                List.of(Topics.IMAGES, Topics.OUTCOMES),
                runtime,
                new EventReader.Listener() {
                  @Override
                  public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
                    switch (event) {
                      case ImageReady image -> images.add(image);
                      case DeploymentFinished outcome -> outcomes.add(outcome);
                      default -> {}
                    }
                  }
                })) {
      publish(publisher, "shop");
      eventually(() -> assertThat(clouds.outages("staging")).hasSize(1));
      publish(publisher, "cart");
      eventually(() -> assertThat(metric(health, "ingot_stage_records_held")).isEqualTo(1));
      eventually(
          () ->
              assertThat(get(health, "/health/ready"))
                  .contains("begins nothing new: EC2 of environment 'staging' is away since"));
      assertThat(metric(health, "ingot_cloud_breaker_state")).isPositive();

      int before = sandbox.faults().struck("ec2:*");
      // Several rounds of probes, each of which would have used up the tries.
      eventually(() -> assertThat(sandbox.faults().struck("ec2:*")).isGreaterThan(before + 4 * 3));
      assertThat(outcomes).isEmpty();
      assertThat(images).isEmpty();

      sandbox.faults().clear();
      eventually(
          () ->
              assertThat(images)
                  .extracting(image -> image.getDeployment().getService())
                  .containsExactlyInAnyOrder("shop", "cart"));
      assertThat(outcomes).isEmpty();
      eventually(() -> assertThat(clouds.outages("staging")).isEmpty());
      eventually(
          () ->
              assertThat(get(health, "/health/ready"))
                  .isEqualTo("{\"status\":\"ok\",\"reasons\":[]}"));
      eventually(() -> assertThat(metric(health, "ingot_stage_bakes")).isZero());
    }
  }

  private String get(HealthServer health, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(health.url() + path)).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  /** The highest value that a metric has, whatever its tags. */
  private double metric(HealthServer health, String name) throws Exception {
    return get(health, "/metrics")
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .max()
        .orElse(-1);
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }

  private void publish(EventPublisher publisher, String service) throws Exception {
    GitRepository repository = GitRepository.create(folder.resolve(service + ".git"));
    String id =
        repository.commit(
            "Sell " + service,
            Map.of(
                "ingot.yaml",
                Entry.file(
                    """
                    service: %s
                    image: {base: debian-12, build: ./build.sh, run: ./run}
                    environments: [staging]
                    """
                        .formatted(service)),
                "build.sh",
                Entry.executable("#!/bin/sh\necho built\n"),
                "run",
                Entry.executable("#!/bin/sh\nsleep 1000\n")));
    CommitReceived commit =
        Events.commitReceived()
            .setId("commit-" + id)
            .setService(service)
            .setReceivedAt(Instant.now())
            .setCommit(
                Commit.newBuilder()
                    .setRepository(repository.path())
                    .setRef(GitRepository.REF)
                    .setId(id)
                    .build())
            .build();
    publisher.publish(Topics.COMMITS, commit, Duration.ofSeconds(30));
  }

  private String yaml() {
    SandboxCloud.Bootstrap cloud = sandbox.bootstrap();
    return """
    environments:
      staging:
        provider: aws
        endpoint: %s
        region: %s
        vpc: %s
        subnets: [%s]
        securityGroups: [%s]
        listener: %s
        hostPattern: "{service}.staging.localhost"
        baseImages: {debian-12: %s}
        artifactBucket: %s
        tick: 1s
        telemetryDelay: 250ms
    """
        .formatted(
            sandbox.endpoint(),
            cloud.region(),
            cloud.vpc(),
            cloud.subnet(),
            cloud.securityGroup(),
            cloud.listenerArn(),
            cloud.baseImageId(),
            cloud.bucket());
  }
}
