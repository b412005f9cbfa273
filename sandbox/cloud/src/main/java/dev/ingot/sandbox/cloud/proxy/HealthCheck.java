package dev.ingot.sandbox.cloud.proxy;

import java.time.Duration;
import java.util.regex.Pattern;

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
  private static final Pattern MATCHER =
      Pattern.compile("[1-5][0-9]{2}(-[1-5][0-9]{2})?(,[1-5][0-9]{2}(-[1-5][0-9]{2})?)*");

  public HealthCheck {
    if (!path.startsWith("/") || !path.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException("not a path to be requested: " + path);
    }
    if (!interval.isPositive() || !timeout.isPositive()) {
      throw new IllegalArgumentException("interval and timeout are longer than nothing");
    }
    if (healthyThreshold < 1 || unhealthyThreshold < 1) {
      throw new IllegalArgumentException("a threshold is 1 or more");
    }
    if (!MATCHER.matcher(matcher).matches()) {
      throw new IllegalArgumentException("not a matcher of status codes: " + matcher);
    }
  }

  /** Whether the matcher has the code. */
  boolean passes(int status) {
    for (String part : matcher.split(",", -1)) {
      String[] ends = part.split("-", 2);
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (first <= status && status <= last) {
        return true;
      }
    }
    return false;
  }
}
