package dev.ingot.sandbox;

import dev.ingot.builder.ArtifactBuilder;
import dev.ingot.builder.BuilderConfig;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.listener.CommitListener;
import dev.ingot.listener.ListenerConfig;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.provisioner.Provisioner;
import dev.ingot.provisioner.ProvisionerConfig;
import dev.ingot.sandbox.cloud.SandboxCloud;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.sandbox.kafka.LocalRegistry;
import dev.ingot.shifter.ShifterConfig;
import dev.ingot.shifter.TrafficShifter;
import dev.ingot.stage.ProcessHealth;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import dev.ingot.verifier.Verifier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small AWS, a broker, a schema registry and the five workers, in this JVM. */
final class Stack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Stack.class);
  private static final int PARTITIONS = 4;

  private final Home home;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Map<String, String> settings = new HashMap<>();
  private final Endpoints endpoints;
  private final WebhookSecrets secrets;
  private final LocalBroker broker;

  /**
   * Which ports to take; 0 takes a free one, and so does one that is taken.
   *
   * @param listener the load balancer's
   * @param aws the AWS API's
   * @param webhooks the commit-listener's
   */
  record Ports(int listener, int aws, int kafka, int registry, int webhooks) {
    static final Ports FREE = new Ports(0, 0, 0, 0, 0);
  }

  private Stack(Home home, Ports ports) throws Exception {
    this.home = home;
    this.secrets = WebhookSecrets.in(home.folder());
    try {
      CompletableFuture<SandboxCloud> cloudToCome =
          CompletableFuture.supplyAsync(
              () -> SandboxCloud.start(home.folder("cloud"), ports.aws(), ports.listener()));
      this.broker = own(LocalBroker.start(home.folder("kafka"), ports.kafka()));
      LocalRegistry registry = own(LocalRegistry.start(home.folder("registry"), ports.registry()));
      makeTopics(broker);
      SandboxCloud cloud = own(await(cloudToCome));
      Path environmentFile = letTheSdkIn(cloud);
      Path file = home.folder().resolve("environments.yaml");
      Files.writeString(file, SandboxEnvironments.yaml(cloud.endpoint(), cloud.bootstrap()));
      settings.putAll(settings(registry, file, ports));
      URI webhooks = startWorkers(Environments.load(file));
      this.endpoints =
          new Endpoints(
              broker.bootstrapServers(),
              registry.url(),
              cloud.listener(),
              cloud.endpoint(),
              webhooks,
              environmentFile);
      endpoints.write(home.folder());
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Starts everything; what it keeps is in the folder and goes when it is closed. */
  static Stack start(Home home, Ports ports) throws Exception {
    return new Stack(home, ports);
  }

  Endpoints endpoints() {
    return endpoints;
  }

  RuntimeConfig runtime() {
    return endpoints.runtime();
  }

  WebhookSecrets secrets() {
    return secrets;
  }

  /** Why it cannot go on, such as a full disk; empty while all is well. */
  Optional<String> failure() {
    return Stream.concat(
            broker.failure().stream(),
            ProcessHealth.parts().stream()
                .filter(part -> !part.live())
                .flatMap(part -> part.reasons().stream()))
        .findFirst();
  }

  private URI startWorkers(Environments environments) throws Exception {
    RuntimeConfig runtime = Config.read(RuntimeConfig.class, settings);
    CloudsByEnvironment clouds = own(new CloudsByEnvironment(environments));
    own(Verifier.open(runtime, clouds));
    own(TrafficShifter.open(runtime, Config.read(ShifterConfig.class, settings), clouds));
    own(
        Provisioner.open(
            runtime, Config.read(ProvisionerConfig.class, settings), environments, clouds));
    own(
        ArtifactBuilder.open(
            runtime, Config.read(BuilderConfig.class, settings), environments, clouds));
    CommitListener listener =
        own(CommitListener.open(runtime, Config.read(ListenerConfig.class, settings)));
    return listener.webhook();
  }

  private Map<String, String> settings(LocalRegistry registry, Path environments, Ports ports) {
    return Map.ofEntries(
        Map.entry("ingot.kafka.bootstrap.servers", broker.bootstrapServers()),
        Map.entry("ingot.schema.registry.url", registry.url()),
        Map.entry("ingot.environments.file", environments.toString()),
        // On one machine a look costs next to nothing, so people need not wait for the cloud's
        // pace.
        Map.entry("ingot.look.interval", "200ms"),
        Map.entry("ingot.sweeper.interval", "1s"),
        Map.entry("ingot.guard.interval", "1s"),
        Map.entry("ingot.poll.interval", "5s"),
        Map.entry("ingot.git.schemes", "file,https,http"),
        Map.entry("ingot.builder.work.dir", home.folder("work").toString()),
        Map.entry("ingot.webhook.secrets.dir", secrets.folder().toString()),
        Map.entry("ingot.webhook.port", String.valueOf(ports.webhooks())));
  }

  private static void makeTopics(LocalBroker broker) {
    for (Topic<?> topic : Topics.all()) {
      broker.createTopic(
          topic.name(Topics.DEFAULT_PREFIX),
          PARTITIONS,
          topic.keeping() == Topic.Keeping.COMPACTED
              ? Map.of("cleanup.policy", "compact")
              : Map.of());
    }
    broker.createTopic(Topics.DEFAULT_PREFIX + Topics.DEAD_LETTERS, PARTITIONS, Map.of());
  }

  /** The SDK's own credentials chain reads system properties; the command line reads a file. */
  private Path letTheSdkIn(SandboxCloud cloud) throws IOException {
    SandboxCloud.Bootstrap it = cloud.bootstrap();
    System.setProperty("aws.accessKeyId", it.accessKeyId());
    System.setProperty("aws.secretAccessKey", it.secretAccessKey());
    Path file = home.folder().resolve("aws.env");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file,
        """
        export AWS_ENDPOINT_URL=%s
        export AWS_DEFAULT_REGION=%s
        export AWS_ACCESS_KEY_ID=%s
        export AWS_SECRET_ACCESS_KEY=%s
        """
            .formatted(cloud.endpoint(), it.region(), it.accessKeyId(), it.secretAccessKey()));
    return file;
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  /**
   * Stops everything that it started, the last first; what fails to stop does not stop the rest.
   */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("Could not stop {}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
