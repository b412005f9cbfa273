package dev.ingot.sandbox;

import dev.ingot.sandbox.cloud.SandboxCloud;
import dev.ingot.sandbox.cloud.machine.Confines;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.sandbox.kafka.LocalRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What workers need around them, on one machine: a small AWS, a broker and a schema registry. */
public final class Sandbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

  /** On one machine a look costs next to nothing, so people need not wait for the cloud's pace. */
  public static final Map<String, String> QUICK =
      Map.of(
          "ingot.look.interval", "200ms",
          "ingot.sweeper.interval", "1s",
          "ingot.guard.interval", "1s",
          "ingot.poll.interval", "5s");

  /** On one machine repositories lie on its disk. */
  static final Map<String, String> GIT =
      Map.of(
          "ingot.git.schemes", "file,https,ssh,http",
          "ingot.git.private.hosts", "127.0.0.1,localhost");

  private final Path folder;
  private final String name;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Optional<LocalBroker> broker;
  private final Optional<LocalRegistry> registry;
  private final Log log;
  private final SandboxCloud cloud;
  private final WebhookSecrets secrets;
  private final Path environments;
  private final Path environmentFile;

  /**
   * Which ports to take; 0 takes a free one.
   *
   * @param listener the load balancer's
   * @param aws the AWS API's
   */
  public record Ports(int listener, int aws, int kafka, int registry) {
    public static final Ports FREE = new Ports(0, 0, 0, 0);
  }

  /**
   * Who can reach it.
   *
   * @param bind address of this machine to listen on: {@code 127.0.0.1}, or {@code 0.0.0.0} for all
   * @param name host name or address that others find this machine by
   */
  public record Place(String bind, String name) {
    public static final Place LOOPBACK = new Place("127.0.0.1", "127.0.0.1");
  }

  /**
   * Where the log is.
   *
   * @param kafka {@code host:port}
   * @param registry base URL of the schema registry
   */
  public record Log(String kafka, String registry) {}

  private Sandbox(Path folder, Ports ports, Place place, Optional<Log> elsewhere) throws Exception {
    this.folder = Files.createDirectories(folder);
    this.name = place.name();
    this.secrets = WebhookSecrets.in(folder);
    // By the one name that all that is hidden has.
    Confines confines = Confines.DEFAULT.hiding(this.folder.toRealPath());
    try {
      CompletableFuture<SandboxCloud> cloudToCome =
          CompletableFuture.supplyAsync(
              () ->
                  SandboxCloud.start(
                      folder.resolve("cloud"),
                      place.bind(),
                      ports.aws(),
                      ports.listener(),
                      confines));
      own(() -> closeWhenThere(cloudToCome));
      if (elsewhere.isPresent()) {
        this.broker = Optional.empty();
        this.registry = Optional.empty();
        this.log = elsewhere.get();
      } else {
        LocalBroker kafka =
            own(
                LocalBroker.start(
                    folder.resolve("kafka"), place.bind(), place.name(), ports.kafka()));
        LocalRegistry schemas =
            own(LocalRegistry.start(folder.resolve("registry"), place.bind(), ports.registry()));
        SandboxTopics.make(kafka);
        own(HangingTransactions.endOn(kafka.bootstrapServers()));
        this.broker = Optional.of(kafka);
        this.registry = Optional.of(schemas);
        this.log =
            new Log(name + ":" + kafka.port(), "http://%s:%d".formatted(name, schemas.port()));
      }
      this.cloud = await(cloudToCome);
      this.environments = folder.resolve("environments.yaml");
      Files.writeString(environments, SandboxEnvironments.yaml(aws(), cloud.bootstrap()));
      this.environmentFile = writeEnvironmentFile();
      writeCredentials();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Starts all three; what they keep is in the folder, which stays the caller's. */
  public static Sandbox start(Path folder, Ports ports) throws Exception {
    return start(folder, ports, Place.LOOPBACK);
  }

  /** The same, for callers from elsewhere too. */
  public static Sandbox start(Path folder, Ports ports, Place place) throws Exception {
    return new Sandbox(folder.toAbsolutePath().normalize(), ports, place, Optional.empty());
  }

  /** The small AWS alone; the log is elsewhere. */
  static Sandbox start(Path folder, Ports ports, Place place, Log log) throws Exception {
    return new Sandbox(folder.toAbsolutePath().normalize(), ports, place, Optional.of(log));
  }

  /** Its own broker, where it has one. */
  public LocalBroker broker() {
    return broker.orElseThrow();
  }

  /** Its own registry, where it has one. */
  public LocalRegistry registry() {
    return registry.orElseThrow();
  }

  public SandboxCloud cloud() {
    return cloud;
  }

  /** The {@code environments.yaml} of this sandbox. */
  public Path environments() {
    return environments;
  }

  WebhookSecrets secrets() {
    return secrets;
  }

  /** What any worker is told in order to work here, by key; all else is as by default. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(GIT);
    settings.put("ingot.kafka.bootstrap.servers", log.kafka());
    settings.put("ingot.schema.registry.url", log.registry());
    settings.put("ingot.environments.file", environments.toString());
    settings.put("ingot.webhook.secrets.dir", secrets.folder().toString());
    return settings;
  }

  /** How a worker is started here in a JVM of its own, with its default pace. */
  public WorkerPlan plan(Worker worker, int slot) {
    SandboxCloud.Bootstrap it = cloud.bootstrap();
    Map<String, String> credentials =
        Map.of(
            "AWS_ACCESS_KEY_ID", it.accessKeyId(), "AWS_SECRET_ACCESS_KEY", it.secretAccessKey());
    return new WorkerPlan(worker, slot, folder, settings(), credentials, List.of());
  }

  /** Where it can be reached; the workers' part is the caller's to say. */
  Endpoints endpoints(Optional<URI> webhooks) {
    return new Endpoints(
        log.kafka(),
        log.registry(),
        URI.create("http://%s:%d".formatted(name, cloud.listener().getPort())),
        aws(),
        webhooks,
        environmentFile);
  }

  /** Why it cannot go on, such as a full disk; empty while all is well. */
  Optional<String> failure() {
    return broker.flatMap(LocalBroker::failure);
  }

  private URI aws() {
    return URI.create("http://%s:%d".formatted(name, cloud.endpoint().getPort()));
  }

  /** For the AWS command line. */
  private Path writeEnvironmentFile() throws IOException {
    SandboxCloud.Bootstrap it = cloud.bootstrap();
    return PrivateFile.write(
        folder.resolve("aws.env"),
        """
        export AWS_ENDPOINT_URL=%s
        export AWS_DEFAULT_REGION=%s
        export AWS_ACCESS_KEY_ID=%s
        export AWS_SECRET_ACCESS_KEY=%s
        """
            .formatted(aws(), it.region(), it.accessKeyId(), it.secretAccessKey()));
  }

  /** For the SDK, in its own format: {@code AWS_SHARED_CREDENTIALS_FILE} names it. */
  private void writeCredentials() throws IOException {
    SandboxCloud.Bootstrap it = cloud.bootstrap();
    PrivateFile.write(
        folder.resolve("aws.credentials"),
        """
        [default]
        aws_access_key_id = %s
        aws_secret_access_key = %s
        """
            .formatted(it.accessKeyId(), it.secretAccessKey()));
  }

  private static void closeWhenThere(CompletableFuture<SandboxCloud> cloud) {
    cloud
        .handle(
            (started, failure) -> {
              if (started != null) {
                started.close();
              }
              return true;
            })
        .join();
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

  /** Stops all three, the last first; what fails to stop does not stop the rest. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("A part of the sandbox could not be stopped", e);
      }
    }
  }
}
