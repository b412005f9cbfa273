package dev.ingot.cloud;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the platform team says about one environment.
 *
 * @param name such as {@code production}
 * @param provider which provider opens it, such as {@code aws}
 * @param region the cloud's region
 * @param endpoint where the cloud's API is, when it is not the provider's own
 * @param subnets where instances run; at least one
 * @param securityGroups what instances are in
 * @param vpc the network that target groups belong to
 * @param listener the load balancer's listener that carries the services' rules
 * @param hostPattern host that a service answers on; {@code {service}} stands for its name
 * @param baseImages alias to image id or {@code ssm:} parameter
 * @param instanceProfile the role of a service's instances, where they have one
 * @param builderProfile the role of builder instances
 * @param builderType instance type of builders
 * @param artifactBucket bucket for source archives and build logs
 * @param tick length of one measurement; 60 s on CloudWatch's standard metrics
 * @param telemetryDelay how long after its end a tick is complete
 * @param keepPrevious how long a former live fleet stands by at weight 0
 * @param drainFor how long a fleet must have had no request before it is retired; also the target
 *     groups' deregistration delay
 * @param healthInterval time between two health checks of a target; at least 5 s on AWS
 * @param priorities where among the listener's rules those of services may be
 */
public record CloudEnvironment(
    String name,
    String provider,
    String region,
    Optional<URI> endpoint,
    List<String> subnets,
    List<String> securityGroups,
    String vpc,
    String listener,
    String hostPattern,
    Map<String, String> baseImages,
    Optional<String> instanceProfile,
    Optional<String> builderProfile,
    String builderType,
    String artifactBucket,
    Duration tick,
    Duration telemetryDelay,
    Duration keepPrevious,
    Duration drainFor,
    Duration healthInterval,
    Priorities priorities) {

  /**
   * A range of priorities of a listener's rules; a lower one is looked at first.
   *
   * @param first lowest, at least 1
   * @param last highest, at least {@code first}, at most 50,000
   */
  public record Priorities(int first, int last) {
    /** Where services' rules are unless the environment says otherwise: behind all previews. */
    public static final Priorities SERVICES = new Priorities(10_000, 49_999);
  }

  /** With the usual range of services' rules. */
  public CloudEnvironment(
      String name,
      String provider,
      String region,
      Optional<URI> endpoint,
      List<String> subnets,
      List<String> securityGroups,
      String vpc,
      String listener,
      String hostPattern,
      Map<String, String> baseImages,
      Optional<String> instanceProfile,
      Optional<String> builderProfile,
      String builderType,
      String artifactBucket,
      Duration tick,
      Duration telemetryDelay,
      Duration keepPrevious,
      Duration drainFor,
      Duration healthInterval) {
    this(
        name,
        provider,
        region,
        endpoint,
        subnets,
        securityGroups,
        vpc,
        listener,
        hostPattern,
        baseImages,
        instanceProfile,
        builderProfile,
        builderType,
        artifactBucket,
        tick,
        telemetryDelay,
        keepPrevious,
        drainFor,
        healthInterval,
        Priorities.SERVICES);
  }

  public CloudEnvironment {
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
    baseImages = Map.copyOf(baseImages);
  }

  /** The host that a service answers on. */
  public String host(String service) {
    return hostPattern.replace("{service}", service);
  }
}
