package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The account's instances. */
public final class Instances {
  /** How many may be alive at a time; the laptop is the limit, not the account. */
  public static final int MOST_ALIVE = 100;

  /** How long a terminated instance can still be described. */
  static final Duration MEMORY = Duration.ofHours(1);

  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private final Map<String, Request> byToken = new LinkedHashMap<>();

  /**
   * What a client token stands for.
   *
   * @param parameters all of the request's
   * @param ids of the instances that it made
   */
  public record Request(Map<String, String> parameters, List<String> ids) {}

  Instances() {}

  Instances(Kept kept) {
    kept.instances.forEach(one -> instances.put(one.id(), new Instance(one)));
    byToken.putAll(kept.byToken);
  }

  /** What is kept across a restart. */
  public record Kept(List<Instance.Kept> instances, Map<String, Request> byToken) {}

  Kept keep() {
    return new Kept(
        instances.values().stream().map(Instance::keep).toList(), new LinkedHashMap<>(byToken));
  }

  /**
   * New instances that are pending, or those that the same token made before.
   *
   * @param parameters all of the request's, which have to be the same under the same token
   */
  public Launched launch(
      Instance.Spec spec, int count, Map<String, String> parameters, Instant now) {
    String token = spec.clientToken();
    Request before = byToken.get(token);
    if (!token.isEmpty() && before != null) {
      return new Launched(again(before, parameters), true);
    }
    long alive = instances.values().stream().filter(instance -> !instance.ending()).count();
    if (alive + count > MOST_ALIVE) {
      throw AwsError.of(
          "InstanceLimitExceeded",
          "You have requested more instances than your current instance limit of " + MOST_ALIVE);
    }
    String reservation = Arns.newId("r-");
    List<Instance> made =
        IntStream.range(0, count)
            .mapToObj(i -> new Instance(Arns.newId("i-"), reservation, spec, now))
            .toList();
    made.forEach(instance -> instances.put(instance.id(), instance));
    if (!token.isEmpty()) {
      byToken.put(token, new Request(parameters, made.stream().map(Instance::id).toList()));
    }
    return new Launched(made, false);
  }

  private List<Instance> again(Request before, Map<String, String> parameters) {
    if (!before.parameters.equals(parameters)) {
      throw AwsError.of(
          "IdempotentParameterMismatch",
          "Arguments on this idempotent request are inconsistent with arguments used in previous"
              + " request(s).");
    }
    List<Instance> made = before.ids.stream().flatMap(id -> find(id).stream()).toList();
    if (made.isEmpty() || made.stream().anyMatch(Instance::ending)) {
      throw AwsError.of(
          "IdempotentInstanceTerminated",
          "The request cannot be completed because the instance of this token was terminated.");
    }
    return made;
  }

  public Optional<Instance> find(String id) {
    return Optional.ofNullable(instances.get(id));
  }

  /**
   * The instance of that id.
   *
   * @throws AwsError when there is none
   */
  public Instance get(String id) {
    if (!id.matches("i-[0-9a-f]{8,17}")) {
      throw AwsError.of("InvalidInstanceID.Malformed", "Invalid id: \"" + id + "\"");
    }
    return find(id)
        .orElseThrow(
            () ->
                AwsError.of(
                    "InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist"));
  }

  public Collection<Instance> all() {
    return instances.values();
  }

  /**
   * Forgets what ended more than an hour ago.
   *
   * @return the ids of the forgotten
   */
  public List<String> sweep(Instant now) {
    List<String> gone =
        instances.values().stream()
            .filter(instance -> instance.state() == Instance.State.TERMINATED)
            .filter(instance -> instance.changedAt().plus(MEMORY).isBefore(now))
            .map(Instance::id)
            .toList();
    gone.forEach(instances::remove);
    byToken.values().removeIf(request -> request.ids.stream().noneMatch(instances::containsKey));
    return gone;
  }

  /**
   * What a launch came to.
   *
   * @param repeated whether the token made them before
   */
  public record Launched(List<Instance> instances, boolean repeated) {}
}
