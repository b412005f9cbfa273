package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.proxy.TargetHealth;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** An instance in a target group, and its health there in AWS's words. */
public final class TargetState {
  /** AWS's target states. */
  public enum State {
    UNUSED,
    INITIAL,
    HEALTHY,
    UNHEALTHY,
    DRAINING;

    /** The name in the API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String instanceId;
  private final Instant registeredAt;
  private State state = State.UNUSED;
  private String reason = "Target.NotInUse";
  private String description = "Target group is not configured to receive traffic";
  private Optional<Instant> drainingSince = Optional.empty();
  private boolean quiet;

  TargetState(String instanceId, Instant now) {
    this.instanceId = instanceId;
    this.registeredAt = now;
  }

  public String instanceId() {
    return instanceId;
  }

  public Instant registeredAt() {
    return registeredAt;
  }

  public State state() {
    return state;
  }

  /** AWS's code; empty when healthy. */
  public String reason() {
    return reason;
  }

  /** For people; empty when healthy. */
  public String description() {
    return description;
  }

  public boolean draining() {
    return drainingSince.isPresent();
  }

  /** Since when it is draining; empty when it is not. */
  public Optional<Instant> drainingSince() {
    return drainingSince;
  }

  /**
   * Whether it is draining and has nothing left to answer. Its group need not wait any longer then;
   * it is still called draining until the delay is over, as in AWS.
   */
  public boolean quiet() {
    return quiet;
  }

  /** It is draining, and no request is on its way to it or will be. */
  public void becomeQuiet() {
    quiet = true;
  }

  void drain(Instant now) {
    if (drainingSince.isEmpty()) {
      drainingSince = Optional.of(now);
      set(
          State.DRAINING,
          "Target.DeregistrationInProgress",
          "Target deregistration is in progress");
    }
  }

  /** No rule names its group. */
  public void notInUse() {
    set(
        State.UNUSED,
        "Target.NotInUse",
        "Target group is not configured to receive traffic from the load balancer");
  }

  /** Its instance does not run. */
  public void notRunning(String instanceState) {
    set(State.UNUSED, "Target.InvalidState", "Target is in the " + instanceState + " state");
  }

  /** What the checks say. */
  public void checked(TargetHealth health) {
    State now =
        switch (health.state()) {
          case INITIAL -> State.INITIAL;
          case HEALTHY -> State.HEALTHY;
          case UNHEALTHY -> State.UNHEALTHY;
        };
    set(now, health.reason(), health.description());
  }

  private void set(State newState, String newReason, String newDescription) {
    state = newState;
    reason = newReason;
    description = newDescription;
  }
}
