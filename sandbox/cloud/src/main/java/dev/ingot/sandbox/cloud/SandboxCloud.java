package dev.ingot.sandbox.cloud;

import java.net.URI;
import java.nio.file.Path;

/** The sandbox's cloud, running: one account, one region, one VPC, one load balancer. */
public final class SandboxCloud implements AutoCloseable {
  private SandboxCloud() {}

  /**
   * Starts it; everything it keeps is in the folder.
   *
   * @param apiPort port of the AWS API; 0 takes a free one
   * @param listenerPort port of the load balancer's listener; 0 takes a free one
   */
  public static SandboxCloud start(Path folder, int apiPort, int listenerPort) {
    throw new UnsupportedOperationException("to come");
  }

  /** Where the AWS API is: {@code http://127.0.0.1:port}. */
  public URI endpoint() {
    throw new UnsupportedOperationException("to come");
  }

  /** Where users' requests go: {@code http://127.0.0.1:port}. */
  public URI listener() {
    throw new UnsupportedOperationException("to come");
  }

  /** What an environment in environments.yaml needs to know of it. */
  public Bootstrap bootstrap() {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * What is there from the start.
   *
   * @param accessKeyId the one access key that is accepted
   * @param secretAccessKey its secret
   */
  public record Bootstrap(
      String region,
      String accessKeyId,
      String secretAccessKey,
      String vpc,
      String subnet,
      String securityGroup,
      String listenerArn,
      String loadBalancerArn,
      String baseImageId,
      String bucket) {}

  /** Stops every process and socket that it started. */
  @Override
  public void close() {}
}
