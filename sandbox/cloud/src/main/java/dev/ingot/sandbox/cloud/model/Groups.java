package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The account's auto scaling groups. */
public final class Groups {
  /** How many the account may have; {@code DescribeAccountLimits} says it. */
  public static final int MOST = 200;

  private final Map<String, Group> byName = new LinkedHashMap<>();

  Groups() {}

  Groups(List<Group.Kept> kept) {
    kept.forEach(one -> byName.put(one.name(), new Group(one)));
  }

  /** What is kept across a restart. */
  List<Group.Kept> keep() {
    return byName.values().stream().map(Group::keep).toList();
  }

  public Group create(String name, Group.Settings settings, Instant now) {
    if (byName.containsKey(name)) {
      throw AwsError.of(
          "AlreadyExists",
          "AutoScalingGroup by this name already exists - A group with the name "
              + name
              + " already exists");
    }
    if (name.isBlank() || name.length() > 255 || name.contains(":")) {
      throw AwsError.of("ValidationError", "A group's name has 1 to 255 characters, and no colon");
    }
    if (byName.size() >= MOST) {
      throw AwsError.of("LimitExceeded", "You have reached the limit of " + MOST + " groups");
    }
    check(settings);
    Group made = new Group(name, settings, now);
    byName.put(name, made);
    return made;
  }

  /** Refuses sizes that contradict each other. */
  public static void check(Group.Settings settings) {
    if (settings.min() < 0 || settings.max() < settings.min()) {
      throw AwsError.of(
          "ValidationError",
          "Max bound, "
              + settings.max()
              + ", must be greater than or equal to min bound, "
              + settings.min());
    }
    if (settings.desired() < settings.min() || settings.desired() > settings.max()) {
      throw AwsError.of(
          "ValidationError",
          "Desired capacity:"
              + settings.desired()
              + " must be between the specified min size:"
              + settings.min()
              + " and max size:"
              + settings.max());
    }
    if (settings.max() > Instances.MOST_ALIVE) {
      throw AwsError.of(
          "ValidationError", "A group here has at most " + Instances.MOST_ALIVE + " instances");
    }
  }

  public Optional<Group> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The group of that name.
   *
   * @throws AwsError when there is none, or it is being deleted
   */
  public Group get(String name) {
    return find(name)
        .filter(group -> !group.deleting())
        .orElseThrow(
            () ->
                AwsError.of(
                    "ValidationError",
                    "AutoScalingGroup name not found - AutoScalingGroup '" + name + "' not found"));
  }

  /** Forgets a group whose last instance is gone. */
  void remove(String name) {
    byName.remove(name);
  }

  public Collection<Group> all() {
    return byName.values();
  }
}
