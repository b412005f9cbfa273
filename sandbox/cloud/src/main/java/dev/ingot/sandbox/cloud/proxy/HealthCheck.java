package dev.ingot.sandbox.cloud.proxy;

import java.time.Duration;

/**
 * How the health of a target is found out.
 *
 * @param path requested with GET
 * @param interval between two checks
 * @param timeout for one check
 * @param healthyThreshold passes in a row that make an unhealthy target healthy
 * @param unhealthyThreshold failures in a row that make a target unhealthy
 * @param matcher codes that pass: {@code 200}, {@code 200,302} or {@code 200-299}
 */
public record HealthCheck(
    String path,
    Duration interval,
    Duration timeout,
    int healthyThreshold,
    int unhealthyThreshold,
    String matcher) {
  public HealthCheck {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a health check's path begins with /: " + path);
    }
  }
}
