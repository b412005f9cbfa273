package dev.ingot.pipeline;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the platform team offers to the services of one environment, and asks of them.
 *
 * @param floors what no service may go below
 * @param hosts hosts that a service may ask for beside its own: names with {@code {service}}, or
 *     {@code *.} and a domain
 * @param paths prefixes of the paths that a service may ask for; {@code /} for every path
 * @param prometheus alias to endpoint
 * @param fileSystems alias to file system
 * @param secrets how a reference to a secret must begin, with {@code {service}} and {@code
 *     {environment}}; one of them
 * @param roles instance profiles that a service may choose, with {@code {service}}
 * @param quotas what there is room for
 * @param open whether nothing is known about the environment, so that nothing is refused
 */
public record Policy(
    Floors floors,
    List<String> hosts,
    List<String> paths,
    Map<String, Prometheus> prometheus,
    Map<String, FileSystem> fileSystems,
    List<String> secrets,
    List<String> roles,
    Quotas quotas,
    boolean open) {
  /** Where a service's secrets lie unless the environment says otherwise: under its own name. */
  static final List<String> OWN_SECRETS = List.of("ssm:/{service}/", "secretsmanager:{service}/");

  /** Of an environment that says nothing. */
  public static final Policy NONE =
      new Policy(
          Floors.NONE,
          List.of(),
          List.of("/"),
          Map.of(),
          Map.of(),
          OWN_SECRETS,
          List.of(),
          Quotas.UNKNOWN,
          false);

  /** Of an environment about which nothing is known. */
  static final Policy OPEN =
      new Policy(
          Floors.NONE,
          List.of(),
          List.of("/"),
          Map.of(),
          Map.of(),
          List.of("ssm:/", "secretsmanager:"),
          List.of(),
          Quotas.UNKNOWN,
          true);

  public Policy {
    hosts = List.copyOf(hosts);
    paths = List.copyOf(paths);
    prometheus = Map.copyOf(prometheus);
    fileSystems = Map.copyOf(fileSystems);
    secrets = List.copyOf(secrets);
    roles = List.copyOf(roles);
  }

  /**
   * A Prometheus that may be asked.
   *
   * @param url base of its HTTP API, without user and password
   * @param tokenFile file on the verifier's machine with a bearer token
   */
  public record Prometheus(URI url, Optional<Path> tokenFile) {}

  /**
   * A network file system that services may mount.
   *
   * @param id such as {@code fs-0123456789abcdef0}
   * @param accessPoint access point that it is mounted by
   * @param services who may mount it; empty for every service
   */
  public record FileSystem(String id, Optional<String> accessPoint, List<String> services) {
    public FileSystem {
      services = List.copyOf(services);
    }

    boolean isFor(String service) {
      return services.isEmpty() || services.contains(service);
    }
  }

  /**
   * What there is room for in the environment; where it is not said, the cloud's own quotas count.
   *
   * @param instances most instances of all services
   * @param groups most auto-scaling groups
   * @param targetGroups most target groups of the load balancer
   * @param rules most rules of the listener
   */
  public record Quotas(
      OptionalInt instances, OptionalInt groups, OptionalInt targetGroups, OptionalInt rules) {
    /** Where nothing is said. */
    public static final Quotas UNKNOWN =
        new Quotas(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
  }
}
