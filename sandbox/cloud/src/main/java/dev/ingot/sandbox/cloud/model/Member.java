package dev.ingot.sandbox.cloud.model;

import java.time.Instant;
import java.util.Optional;

/** An instance in a group. */
public final class Member {
  /** Where an instance is in its life in the group, as far as ours get. */
  public enum Lifecycle {
    PENDING("Pending"),
    IN_SERVICE("InService"),
    TERMINATING("Terminating");

    private final String word;

    Lifecycle(String word) {
      this.word = word;
    }

    /** The name in the API. */
    public String word() {
      return word;
    }
  }

  private final String instanceId;
  private final String activityId;
  private final LaunchTemplate template;
  private Lifecycle lifecycle = Lifecycle.PENDING;
  private Optional<Instant> inServiceSince = Optional.empty();
  private boolean healthy = true;
  private String endActivity = "";

  Member(String instanceId, String activityId, LaunchTemplate template) {
    this.instanceId = instanceId;
    this.activityId = activityId;
    this.template = template;
  }

  Member(Kept kept) {
    this(kept.instanceId, kept.activityId, kept.template);
    lifecycle = kept.lifecycle;
    inServiceSince = kept.inServiceSince;
    healthy = kept.healthy;
    endActivity = kept.endActivity;
  }

  /** What is kept across a restart. */
  public record Kept(
      String instanceId,
      String activityId,
      LaunchTemplate template,
      Lifecycle lifecycle,
      Optional<Instant> inServiceSince,
      boolean healthy,
      String endActivity) {}

  Kept keep() {
    return new Kept(
        instanceId, activityId, template, lifecycle, inServiceSince, healthy, endActivity);
  }

  public String instanceId() {
    return instanceId;
  }

  /** The activity that launched it. */
  String activityId() {
    return activityId;
  }

  /** The activity that ends it; empty before. */
  String endActivity() {
    return endActivity;
  }

  public LaunchTemplate template() {
    return template;
  }

  public Lifecycle lifecycle() {
    return lifecycle;
  }

  public boolean healthy() {
    return healthy;
  }

  boolean is(Lifecycle wanted) {
    return lifecycle == wanted;
  }

  void enterService(Instant now) {
    lifecycle = Lifecycle.IN_SERVICE;
    inServiceSince = Optional.of(now);
  }

  void unhealthy() {
    healthy = false;
  }

  void end(String activity) {
    lifecycle = Lifecycle.TERMINATING;
    endActivity = activity;
  }

  /** Since when it is in service; empty before. */
  Optional<Instant> inServiceSince() {
    return inServiceSince;
  }
}
