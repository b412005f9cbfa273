package dev.ingot.sandbox.cloud.proxy;

import dev.ingot.sandbox.cloud.proxy.TargetHealth.State;

/**
 * What is known of a target after its checks so far. Pure.
 *
 * @param passes in a row
 * @param failures in a row
 */
record HealthProgress(TargetHealth health, int passes, int failures) {
  static final HealthProgress START = new HealthProgress(TargetHealth.INITIAL, 0, 0);

  /** What one check found. */
  sealed interface Probe {
    record Answered(int status) implements Probe {}

    record TimedOut() implements Probe {}

    record Failed() implements Probe {}
  }

  /** After one more check: one pass is enough for a new target, the thresholds count after that. */
  HealthProgress next(Probe probe, HealthCheck check) {
    if (probe instanceof Probe.Answered(int status) && check.passes(status)) {
      int passed = passes + 1;
      boolean healthy = health.state() != State.UNHEALTHY || passed >= check.healthyThreshold();
      return new HealthProgress(healthy ? TargetHealth.HEALTHY : health, passed, 0);
    }
    int failed = failures + 1;
    boolean unhealthy = health.state() == State.UNHEALTHY || failed >= check.unhealthyThreshold();
    return new HealthProgress(unhealthy ? reason(probe) : health, 0, failed);
  }

  private static TargetHealth reason(Probe probe) {
    return switch (probe) {
      case Probe.Answered(int status) ->
          new TargetHealth(
              State.UNHEALTHY,
              "Target.ResponseCodeMismatch",
              "Health checks failed with these codes: [" + status + "]");
      case Probe.TimedOut() ->
          new TargetHealth(State.UNHEALTHY, "Target.Timeout", "Request timed out");
      case Probe.Failed() ->
          new TargetHealth(State.UNHEALTHY, "Target.FailedHealthChecks", "Health checks failed");
    };
  }
}
