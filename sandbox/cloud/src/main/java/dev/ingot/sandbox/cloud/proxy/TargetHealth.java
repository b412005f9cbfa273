package dev.ingot.sandbox.cloud.proxy;

/**
 * A target's health in AWS's words.
 *
 * @param reason such as {@code Target.ResponseCodeMismatch}; empty when healthy
 * @param description for people; empty when healthy
 */
public record TargetHealth(State state, String reason, String description) {
  /** AWS's target states, as far as health checks decide them. */
  public enum State {
    INITIAL,
    HEALTHY,
    UNHEALTHY
  }

  /** Not yet checked. */
  public static final TargetHealth INITIAL =
      new TargetHealth(
          State.INITIAL, "Elb.InitialHealthChecking", "Initial health checks in progress");

  /** Passed. */
  public static final TargetHealth HEALTHY = new TargetHealth(State.HEALTHY, "", "");
}
