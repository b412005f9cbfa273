package dev.ingot.docker;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The services of a compose file as containers on a network of their own. */
final class ComposeStack implements AutoCloseable {
  private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(3);
  private static final Duration IMAGE_WITHIN = Duration.ofMinutes(2);
  private static final int AT_A_TIME = 3;
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  private final ComposeFile file;
  private final Path project;
  private final String base;
  private final Network network = Network.newNetwork();
  private final Map<String, GenericContainer<?>> running = new LinkedHashMap<>();
  private final Map<String, ImageFromDockerfile> images = new LinkedHashMap<>();
  private final Set<String> volumes = new HashSet<>();
  private final String prefix = "ingot-test-" + ProcessHandle.current().pid() + "-";

  /**
   * @param project the folder of the compose file
   * @param base image that ours are built from
   */
  ComposeStack(ComposeFile file, Path project, String base) {
    this.file = file;
    this.project = project;
    this.base = base;
  }

  /** Whether the image is there, or is in a moment: another process may be making it. */
  static boolean comes(String image) {
    try {
      await().atMost(IMAGE_WITHIN).pollInterval(Duration.ofSeconds(1)).until(() -> isThere(image));
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static boolean isThere(String image) {
    try {
      return DockerClientFactory.instance().client().inspectImageCmd(image).exec() != null;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /**
   * Builds the images and starts all services, each as soon as those that it needs are healthy: as
   * Compose does it, side by side.
   */
  void start() {
    Map<String, CompletableFuture<Void>> starts = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (ComposeFile.Service service : file.services()) {
        GenericContainer<?> container = container(service);
        running.put(service.name(), container);
        container.waitingFor(Wait.forHealthcheck().withStartupTimeout(HEALTHY_WITHIN));
        CompletableFuture<?>[] needed =
            service.needs().stream().map(starts::get).toArray(CompletableFuture<?>[]::new);
        starts.put(
            service.name(),
            CompletableFuture.allOf(needed).thenRunAsync(container::start, threads));
      }
      images.values().forEach(image -> threads.execute(image::get));
      CompletableFuture.allOf(starts.values().toArray(CompletableFuture<?>[]::new)).join();
    }
  }

  GenericContainer<?> get(String service) {
    GenericContainer<?> container = running.get(service);
    if (container == null) {
      throw new IllegalArgumentException("no running service '" + service + "'");
    }
    return container;
  }

  Iterable<Map.Entry<String, GenericContainer<?>>> all() {
    return running.entrySet();
  }

  /** {@code docker compose run --rm}: the caller closes it. */
  GenericContainer<?> once(String service, String... command) {
    return container(file.service(service)).withCommand(command);
  }

  /** {@code docker kill}. */
  void kill(String service) {
    DockerClientFactory.instance().client().killContainerCmd(id(service)).exec();
  }

  /** {@code docker start}, of one that was killed. */
  void startAgain(String service) {
    DockerClientFactory.instance().client().startContainerCmd(id(service)).exec();
  }

  /** Whether its health check says so. */
  boolean healthy(String service) {
    return get(service).isHealthy();
  }

  private String id(String service) {
    return get(service).getContainerId();
  }

  private GenericContainer<?> container(ComposeFile.Service service) {
    GenericContainer<?> container =
        new GenericContainer<>(image(service))
            .withNetwork(network)
            .withNetworkAliases(service.name())
            .withEnv(service.environment())
            .withExposedPorts(service.ports().toArray(Integer[]::new))
            .withCreateContainerCmdModifier(
                command -> {
                  List<Bind> binds = service.volumes().stream().map(this::bind).toList();
                  if (command.getHostConfig() != null) {
                    command.getHostConfig().withBinds(binds);
                  }
                  if (!service.healthTest().isEmpty()) {
                    command.withHealthcheck(
                        new HealthCheck()
                            .withTest(service.healthTest())
                            .withInterval(SECOND_NANOS)
                            .withTimeout(3 * SECOND_NANOS)
                            .withRetries(3)
                            .withStartPeriod(60 * SECOND_NANOS));
                  }
                });
    return service.command().isEmpty()
        ? container
        : container.withCommand(service.command().toArray(String[]::new));
  }

  private ImageFromDockerfile image(ComposeFile.Service service) {
    return images.computeIfAbsent(
        service.image(),
        name -> {
          String lib = service.arguments().get("PART") + "/target/lib";
          return new ImageFromDockerfile(prefix + name.replace('/', '-'), true)
              .withFileFromPath("docker", project.resolve("docker"))
              .withFileFromPath(lib, project.resolve(lib))
              .withFileFromPath("Dockerfile", project.resolve(service.dockerfile()))
              .withBuildArgs(service.arguments())
              .withBuildArg("BASE", base);
        });
  }

  private Bind bind(String volume) {
    List<String> parts = List.of(volume.split(":"));
    String source = parts.get(0);
    if (!source.startsWith("/") && !source.startsWith(".")) {
      source = prefix + source;
      volumes.add(source);
    }
    boolean readOnly = parts.size() > 2 && parts.get(2).equals("ro");
    return new Bind(source, new Volume(parts.get(1)), readOnly ? AccessMode.ro : AccessMode.rw);
  }

  @Override
  public void close() {
    List<GenericContainer<?>> containers = new ArrayList<>(running.values());
    containers.reversed().forEach(GenericContainer::stop);
    network.close();
    volumes.forEach(
        volume -> DockerClientFactory.instance().client().removeVolumeCmd(volume).exec());
  }
}
