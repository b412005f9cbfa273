package dev.ingot.kill;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.Registration;
import dev.ingot.events.StandingOrder;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.cloud.SandboxCloud;
import dev.ingot.sandbox.kafka.Ports;
import dev.ingot.sandbox.process.JvmProcess;
import dev.ingot.stage.EventPublisher;
import dev.ingot.stage.EventReader;
import dev.ingot.stage.Parts;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * An installation of its own on the sandbox: its topics, its environments, its workers. What one
 * leaves undone no other one's sweeper or guard does in its place.
 */
final class World implements AutoCloseable {
  private static final int PARTITIONS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration REHEARSED_WITHIN = Duration.ofMinutes(4);

  /** The group gives a killed worker's partitions to its successor after so long. */
  private static final String SESSION_MILLIS = "2000";

  final Sandbox sandbox;
  final String name;
  final Path folder;

  /** In the order in which a version goes through them. */
  final List<String> environments;

  final Chronicle chronicle = new Chronicle();
  final Secrets secrets;
  final Poison poison;
  private final Map<String, String> settings;
  private final Parts parts = new Parts();
  private final int webhookPort;

  private World(Sandbox sandbox, String name) throws Exception {
    this.sandbox = sandbox;
    this.name = name;
    this.folder = Files.createDirectories(sandbox.folder.resolve(name));
    this.environments = List.of(name + "-staging", name + "-production");
    this.secrets = new Secrets(Files.createDirectories(folder.resolve("secrets")));
    this.webhookPort = Ports.free();
    Path known = folder.resolve("environments.yaml");
    Files.writeString(known, environmentsFile());
    this.settings = settings(known);
    makeTopics();
    setSessions();
    this.poison = Poison.of(sandbox.broker.bootstrapServers(), prefix(), PARTITIONS);
    parts.list().add(poison);
    parts.list().add(EventReader.from(Instant.EPOCH, Topics.all(), runtime(), chronicle));
  }

  /** Makes it, without any worker. */
  static World make(Sandbox sandbox, String name) throws Exception {
    return new World(sandbox, name);
  }

  /** Starts these workers in this JVM. */
  void open(Set<Worker> workers) throws Exception {
    for (Worker worker : workers) {
      parts.list().add(worker.open(settings));
    }
  }

  /** The worker in a process of its own, to be killed. */
  Mortal mortal(Worker worker) throws IOException {
    Path at = Files.createTempDirectory(folder, worker.stage + "-");
    Mortal mortal = Mortal.start(worker, sandbox.classes, variables(), at);
    parts.list().add(mortal);
    return mortal;
  }

  /** Starts all workers once in a process of their own, for what is kept of it. */
  void rehearse() throws IOException {
    Path log = folder.resolve("log");
    try (JvmProcess process =
        JvmProcess.of("rehearsal", Rehearsal.class.getName(), log)
            .options(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
            .options(sandbox.classes.writing())
            .classPath(sandbox.classes.classPath())
            .environment(variables())
            .start()) {
      process.awaitEnd(REHEARSED_WITHIN);
      if (process.exit().join() != 0) {
        throw new IllegalStateException("the rehearsal failed:\n" + Files.readString(log));
      }
    }
  }

  /** What a worker's process finds in its environment. */
  private Map<String, String> variables() {
    Map<String, String> environment = new TreeMap<>();
    settings.forEach(
        (key, value) ->
            environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value));
    SandboxCloud.Bootstrap access = sandbox.cloud.bootstrap();
    environment.put("AWS_ACCESS_KEY_ID", access.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", access.secretAccessKey());
    return environment;
  }

  RuntimeConfig runtime() {
    return Config.read(RuntimeConfig.class, settings);
  }

  URI webhooks() {
    return URI.create("http://127.0.0.1:%d/webhooks/github".formatted(webhookPort));
  }

  /** The names that the load balancer knows the service by, one in each environment. */
  List<String> hosts(String service) {
    return environments.stream().map(each -> "%s.%s.localhost".formatted(service, each)).toList();
  }

  /** Files that the artifact-builder keeps for bakes in hand. */
  List<String> archives() throws IOException {
    Path archives = folder.resolve("work").resolve("archives");
    if (!Files.isDirectory(archives)) {
      return List.of();
    }
    try (var files = Files.list(archives)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Tells the log where the service comes from. */
  void register(String service, Path repository) {
    try (EventPublisher publisher = EventPublisher.open(runtime())) {
      publisher.publish(
          Topics.CONTROLS,
          StandingOrder.newBuilder()
              .setId(UUID.randomUUID().toString())
              .setService(service)
              .setRegistration(
                  Registration.newBuilder()
                      .setRepository(repository.toString())
                      .setRef("refs/heads/main")
                      .build())
              .setFreeze(null)
              .setWho("test")
              .setWhy("test")
              .setSetAt(Instant.now())
              .build(),
          PATIENCE);
    }
  }

  private String environmentsFile() {
    return environments.stream().map(this::environment).collect(joining("", "environments:\n", ""));
  }

  private String environment(String called) {
    SandboxCloud.Bootstrap it = sandbox.cloud.bootstrap();
    return """
        %s:
          provider: aws
          endpoint: %s
          region: %s
          vpc: %s
          subnets: [%s]
          securityGroups: [%s]
          listener: %s
          hostPattern: "{service}.%s.localhost"
          baseImages: {debian-12: %s}
          artifactBucket: %s
          tick: 1s
          telemetryDelay: 250ms
          keepPrevious: 1s
          drainFor: 1s
          healthInterval: 1s
      """
        .formatted(
            called,
            sandbox.cloud.endpoint(),
            it.region(),
            it.vpc(),
            it.subnet(),
            it.securityGroup(),
            it.listenerArn(),
            called,
            it.baseImageId(),
            it.bucket());
  }

  private Map<String, String> settings(Path environments) {
    return Map.ofEntries(
        Map.entry("ingot.kafka.bootstrap.servers", sandbox.broker.bootstrapServers()),
        Map.entry("ingot.schema.registry.url", sandbox.registry.url()),
        Map.entry("ingot.topic.prefix", prefix()),
        Map.entry("ingot.environments.file", environments.toString()),
        Map.entry("ingot.session.timeout", SESSION_MILLIS + "ms"),
        Map.entry("ingot.look.interval", "200ms"),
        Map.entry("ingot.sweeper.interval", "500ms"),
        Map.entry("ingot.guard.interval", "1s"),
        // Many deaths in one step take longer than a failover of one.
        Map.entry("ingot.shifter.judge.room", "3m"),
        Map.entry("ingot.shifter.guard.room", "3m"),
        Map.entry("ingot.poll.interval", "1h"),
        Map.entry("ingot.git.schemes", "file"),
        Map.entry("ingot.builder.work.dir", folder.resolve("work").toString()),
        Map.entry("ingot.webhook.secrets.dir", secrets.folder().toString()),
        Map.entry("ingot.webhook.port", String.valueOf(webhookPort)));
  }

  private String prefix() {
    return name + ".";
  }

  private void makeTopics() {
    for (Topic<?> topic : Topics.all()) {
      sandbox.broker.createTopic(
          topic.name(prefix()),
          PARTITIONS,
          topic.keeping() == Topic.Keeping.COMPACTED
              ? Map.of("cleanup.policy", "compact")
              : Map.of());
    }
    sandbox.broker.createTopic(prefix() + Topics.DEAD_LETTERS, PARTITIONS, Map.of());
  }

  private void setSessions() throws Exception {
    List<AlterConfigOp> quick =
        List.of(
            new AlterConfigOp(
                new ConfigEntry("consumer.session.timeout.ms", SESSION_MILLIS),
                AlterConfigOp.OpType.SET),
            new AlterConfigOp(
                new ConfigEntry("consumer.heartbeat.interval.ms", "200"),
                AlterConfigOp.OpType.SET));
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, sandbox.broker.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              List.of(Worker.values()).stream()
                  .collect(
                      Collectors.toMap(
                          worker ->
                              new ConfigResource(
                                  ConfigResource.Type.GROUP, prefix() + worker.stage),
                          worker -> quick)))
          .all()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Also what it has in the cloud: other worlds share the listener's rules and the processors. */
  @Override
  public void close() {
    parts.close();
    for (String environment : environments) {
      try (Belongings belongings = Belongings.of(this, name, environment)) {
        await(name + " is taken away from " + environment)
            .atMost(PATIENCE)
            .ignoreExceptionsMatching(Belongings::goneMeanwhile)
            .untilAsserted(belongings::takeAway);
      }
    }
  }
}
