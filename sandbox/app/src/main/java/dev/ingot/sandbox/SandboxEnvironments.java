package dev.ingot.sandbox;

import dev.ingot.sandbox.cloud.SandboxCloud;
import java.net.URI;

/** The {@code environments.yaml} of the sandbox: the platform team's part, for one machine. */
final class SandboxEnvironments {
  private SandboxEnvironments() {}

  /** Two environments on one small AWS; only the names of their hosts differ. */
  static String yaml(URI endpoint, SandboxCloud.Bootstrap cloud) {
    return "environments:\n"
        + environment("staging", "{service}.staging.localhost", endpoint, cloud)
        + environment("production", "{service}.localhost", endpoint, cloud);
  }

  private static String environment(
      String name, String hosts, URI endpoint, SandboxCloud.Bootstrap cloud) {
    return """
      %s:
        provider: aws
        endpoint: %s
        region: %s
        vpc: %s
        subnets: [%s]
        securityGroups: [%s]
        listener: %s
        hostPattern: "%s"
        baseImages: {debian-12: %s}
        artifactBucket: %s
        instanceProfile: ingot-service
        routes: {hosts: ["%s"]}
        tick: 1s
        telemetryDelay: 250ms
        keepPrevious: 10m
        drainFor: 3s
        healthInterval: 1s
    """
        .formatted(
            name,
            endpoint,
            cloud.region(),
            cloud.vpc(),
            cloud.subnet(),
            cloud.securityGroup(),
            cloud.listenerArn(),
            hosts,
            cloud.baseImageId(),
            cloud.bucket(),
            hosts.replace("{service}", "*"));
  }
}
