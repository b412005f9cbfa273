package dev.ingot.pipeline;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.events.EnvironmentPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The platform team's {@code environments.yaml}. */
public final class Environments {
  private static final String MISSING =
      "make it (docs/environments-yaml.md) or set ingot.environments.file";

  private final Map<String, CloudEnvironment> environments;
  private final Map<String, Policy> policies;
  private final Map<String, ServiceBinding> services;
  private final boolean open;

  Environments(
      Map<String, CloudEnvironment> environments,
      Map<String, Policy> policies,
      Map<String, ServiceBinding> services,
      boolean open) {
    this.environments = new LinkedHashMap<>(environments);
    this.policies = Map.copyOf(policies);
    this.services = Map.copyOf(services);
    this.open = open;
  }

  /**
   * Where no {@code environments.yaml} is at hand: every name is an environment that measures every
   * 100 ms, has no floors and refuses nothing. To check a service's file as far as it goes alone.
   */
  public static Environments unchecked() {
    return new Environments(Map.of(), Map.of(), Map.of(), true);
  }

  /**
   * Reads and checks the file.
   *
   * @throws PipelineFileException naming line, column and remedy of everything that is wrong
   */
  public static Environments load(Path file) {
    return EnvironmentsReader.read(TextFile.read(file, MISSING), file.toString());
  }

  /**
   * Reads and checks the text of an {@code environments.yaml}.
   *
   * @throws PipelineFileException naming line, column and remedy of everything that is wrong
   */
  public static Environments parse(String yaml) {
    return EnvironmentsReader.read(yaml, "environments.yaml");
  }

  /** Every environment, in the file's order. */
  public List<CloudEnvironment> all() {
    return List.copyOf(environments.values());
  }

  /**
   * The environment of this name.
   *
   * @throws PipelineFileException when there is none; the message lists those that are
   */
  public CloudEnvironment get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new PipelineFileException(
                    "there is no environment '%s' in environments.yaml, only %s"
                        .formatted(name, String.join(", ", environments.keySet()))));
  }

  /** The environment of this name, when there is one. */
  public Optional<CloudEnvironment> find(String name) {
    return open ? Optional.of(unknown(name)) : Optional.ofNullable(environments.get(name));
  }

  /** What no service may go below in the environment. */
  public Floors floors(String environment) {
    return policy(environment).floors();
  }

  /** What the environment offers to services, and asks of them. */
  public Policy policy(String environment) {
    return open ? Policy.OPEN : policies.getOrDefault(environment, Policy.NONE);
  }

  /** The bakes that the plan would have if its file said nothing about them: one per step. */
  public List<Duration> shortestBakes(EnvironmentPlan plan) {
    String name = plan.getEnvironment();
    Scope scope = new Scope("", List.of(), get(name), policy(name));
    return new BakeNeeded(plan.getRollout().getSteps(), plan.getVerify(), scope).all();
  }

  /** What is said about the service, when something is. */
  public Optional<ServiceBinding> binding(String service) {
    return Optional.ofNullable(services.get(service));
  }

  /** What is said about services; empty where every registered repository may deploy. */
  public Map<String, ServiceBinding> services() {
    return services;
  }

  /**
   * The folder that counts for a service: the one that it is registered for; where it is registered
   * for none, the one that the platform team binds it to; else the root.
   *
   * @param registered in its normal form, empty for none
   */
  public String folder(String service, String registered) {
    return registered.isEmpty()
        ? binding(service).flatMap(ServiceBinding::path).orElse("")
        : registered;
  }

  /**
   * Why the repository, or the folder of it, may not deploy the service; empty when it may. Where
   * the file names no services, every registered repository may; where it names no path, every
   * folder of the service's repository.
   *
   * @param folder the one that counts, see {@link #folder}
   */
  public Optional<String> refusal(String service, String repository, String folder) {
    if (services.isEmpty()) {
      return Optional.empty();
    }
    ServiceBinding binding = services.get(service);
    if (binding == null) {
      return Optional.of(
          "service '%s' is not among 'services' in environments.yaml; add it there"
              .formatted(service));
    }
    if (Kinds.hasCredentials(repository)) {
      return Optional.of(
          "service '%s' is registered with a user or password in its repository's URL; register it without"
              .formatted(service));
    }
    if (!sameRepository(binding.repository(), repository)) {
      return Optional.of(
          "service '%s' may be deployed from %s only, not from %s"
              .formatted(service, binding.repository(), repository));
    }
    return binding
        .path()
        .filter(path -> !path.equals(folder))
        .map(
            path ->
                "service '%s' may be deployed from folder '%s' of its repository only, not from %s; register it with --path %s"
                    .formatted(
                        service,
                        path,
                        folder.isEmpty() ? "its root" : "'" + Printable.line(folder, 200) + "'",
                        path));
  }

  /** An environment that nothing is known about. */
  static CloudEnvironment unknown(String name) {
    return new CloudEnvironment(
        name,
        "aws",
        "unknown",
        Optional.empty(),
        List.of(),
        List.of(),
        "unknown",
        "unknown",
        "{service}.invalid",
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        "t3.small",
        "unknown",
        Duration.ofMillis(100),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofSeconds(10),
        CloudEnvironment.Priorities.SERVICES);
  }

  private static boolean sameRepository(String one, String other) {
    return bare(one).equals(bare(other));
  }

  /** Without the endings that name the same repository. */
  private static String bare(String repository) {
    String bare = repository.replaceFirst("/+$", "");
    return bare.endsWith(".git") ? bare.substring(0, bare.length() - 4) : bare;
  }
}
