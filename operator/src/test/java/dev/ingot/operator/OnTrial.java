package dev.ingot.operator;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Clouds;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.pipeline.Environments;
import dev.ingot.sandbox.cloud.SandboxCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A small AWS on which a service's candidate has traffic, and nobody looks after it. */
final class OnTrial implements AutoCloseable {
  static final String SERVICE = "shop";
  static final String LIVE = "live";
  static final String CANDIDATE = "candidate";

  private final SandboxCloud sandbox;
  private final Path environments;
  private final Cloud cloud;

  OnTrial(Path folder) throws IOException {
    sandbox = SandboxCloud.start(folder.resolve("cloud"), 0, 0);
    environments = folder.resolve("environments.yaml");
    SandboxCloud.Bootstrap it = sandbox.bootstrap();
    Files.writeString(
        environments,
        """
        environments:
          production:
            provider: aws
            endpoint: %s
            region: %s
            vpc: %s
            subnets: [%s]
            securityGroups: [%s]
            listener: %s
            hostPattern: "{service}.test"
            baseImages: {debian-12: %s}
            artifactBucket: %s
            tick: 1s
            telemetryDelay: 250ms
            keepPrevious: 10m
            drainFor: 3s
            healthInterval: 1s
        """
            .formatted(
                sandbox.endpoint(),
                it.region(),
                it.vpc(),
                it.subnet(),
                it.securityGroup(),
                it.listenerArn(),
                it.baseImageId(),
                it.bucket()));
    System.setProperty("aws.accessKeyId", it.accessKeyId());
    System.setProperty("aws.secretAccessKey", it.secretAccessKey());
    CloudEnvironment production = Environments.load(environments).get("production");
    cloud = Clouds.open(production);
    ensure(LIVE, 1);
    ensure(CANDIDATE, 2);
  }

  private void ensure(String fleet, long generation) {
    cloud
        .fleets()
        .ensure(
            new FleetSpec(
                fleet,
                SERVICE,
                SERVICE + "-" + fleet,
                generation,
                sandbox.bootstrap().baseImageId(),
                0,
                0,
                1,
                "t3.small",
                "/healthz",
                8080,
                Map.of(),
                Map.of()));
  }

  Path environments() {
    return environments;
  }

  /** What a process needs to be let in. */
  Map<String, String> credentials() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", sandbox.bootstrap().accessKeyId(),
        "AWS_SECRET_ACCESS_KEY", sandbox.bootstrap().secretAccessKey());
  }

  void shift(Instant rollbackAt) {
    cloud
        .traffic()
        .shift(
            new Route(
                SERVICE,
                Map.of(LIVE, 75, CANDIDATE, 25),
                Optional.of(LIVE),
                Optional.of(CANDIDATE),
                Optional.of(rollbackAt)));
  }

  Route route() {
    return cloud.traffic().current(SERVICE).orElseThrow();
  }

  /** The API goes away. */
  void end() {
    sandbox.close();
  }

  @Override
  public void close() {
    cloud.close();
    sandbox.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }
}
