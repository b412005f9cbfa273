package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.proxy.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Instances that answer for a service, and how their health is found out. */
public final class TargetGroup {
  static final String DELAY = "deregistration_delay.timeout_seconds";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          DELAY,
          "300",
          "stickiness.enabled",
          "false",
          "stickiness.type",
          "lb_cookie",
          "stickiness.lb_cookie.duration_seconds",
          "86400",
          "slow_start.duration_seconds",
          "0",
          "load_balancing.algorithm.type",
          "round_robin");

  /** What it was made with; equal settings make the same group again. */
  public record Settings(String name, int port, String vpc, HealthCheck check) {}

  private final String arn;
  private final Settings settings;
  private final SortedMap<String, String> attributes = new TreeMap<>(DEFAULTS);
  private final Map<String, TargetState> targets = new LinkedHashMap<>();
  private Optional<Instant> firstUsed = Optional.empty();
  private Optional<Instant> lastUsed = Optional.empty();
  private boolean used;

  TargetGroup(String arn, Settings settings) {
    this.arn = arn;
    this.settings = settings;
  }

  TargetGroup(Kept kept) {
    this(kept.arn, kept.settings);
    attributes.putAll(kept.attributes);
  }

  /**
   * What is kept across a restart. Targets are not, for their instances end with it; and since when
   * it is in use only matters to counts, which begin anew.
   */
  public record Kept(String arn, Settings settings, Map<String, String> attributes) {}

  Kept keep() {
    return new Kept(arn, settings, new TreeMap<>(attributes));
  }

  public String arn() {
    return arn;
  }

  public String name() {
    return settings.name();
  }

  public Settings settings() {
    return settings;
  }

  public SortedMap<String, String> attributes() {
    return attributes;
  }

  /** How long a target is draining after it was deregistered. */
  public Duration deregistrationDelay() {
    return Duration.ofSeconds(Long.parseLong(attributes.getOrDefault(DELAY, "300")));
  }

  public Collection<TargetState> targets() {
    return targets.values();
  }

  public Optional<TargetState> target(String instanceId) {
    return Optional.ofNullable(targets.get(instanceId));
  }

  /** Registers an instance; one that is draining comes back. */
  public void register(String instanceId, Instant now) {
    TargetState before = targets.get(instanceId);
    if (before == null || before.draining()) {
      targets.put(instanceId, new TargetState(instanceId, now));
    }
  }

  /** Deregisters an instance; does nothing when it is not registered. */
  public void deregister(String instanceId, Instant now) {
    target(instanceId).ifPresent(target -> target.drain(now));
  }

  /** Forgets a target, drained or not. */
  public void forget(String instanceId) {
    targets.remove(instanceId);
  }

  /** Whether a rule names it, as it was last said. */
  public boolean used() {
    return used;
  }

  /** Says whether a rule names it. */
  public void use(boolean named, Instant now) {
    if (named && firstUsed.isEmpty()) {
      firstUsed = Optional.of(now);
    }
    if (named || used) {
      lastUsed = Optional.of(now);
    }
    used = named;
  }

  /** Whether it was in use then: only what is in use says zero when it has no requests. */
  public boolean usedAt(Instant time) {
    return firstUsed.map(first -> !first.isAfter(time)).orElse(false)
        && (used || lastUsed.map(last -> last.isAfter(time)).orElse(false));
  }
}
