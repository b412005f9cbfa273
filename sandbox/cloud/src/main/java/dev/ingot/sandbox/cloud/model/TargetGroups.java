package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The account's target groups. */
public final class TargetGroups {
  private static final int MOST = 100;
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?");

  private final Map<String, TargetGroup> byArn = new LinkedHashMap<>();

  TargetGroups() {}

  TargetGroups(List<TargetGroup.Kept> kept) {
    kept.forEach(one -> byArn.put(one.arn(), new TargetGroup(one)));
  }

  /** What is kept across a restart. */
  List<TargetGroup.Kept> keep() {
    return byArn.values().stream().map(TargetGroup::keep).toList();
  }

  /** A new group, or the one of that name when its settings are the same. */
  public TargetGroup create(TargetGroup.Settings settings) {
    Optional<TargetGroup> before = byName(settings.name());
    if (before.isPresent()) {
      if (before.get().settings().equals(settings)) {
        return before.get();
      }
      throw AwsError.of(
          "DuplicateTargetGroupName",
          "A target group with the same name '"
              + settings.name()
              + "' exists, but with different settings");
    }
    if (!NAME.matcher(settings.name()).matches()) {
      throw AwsError.of(
          "ValidationError",
          "Target group name '"
              + settings.name()
              + "' must have 1 to 32 letters, digits and hyphens, and not begin or end with one");
    }
    if (byArn.size() >= MOST) {
      throw AwsError.of("TooManyTargetGroups", "You've reached the limit of target groups");
    }
    TargetGroup made = new TargetGroup(Arns.newTargetGroup(settings.name()), settings);
    byArn.put(made.arn(), made);
    return made;
  }

  public Optional<TargetGroup> byName(String name) {
    return byArn.values().stream().filter(group -> group.name().equals(name)).findFirst();
  }

  public Optional<TargetGroup> find(String arn) {
    return Optional.ofNullable(byArn.get(arn));
  }

  /**
   * The group of that ARN.
   *
   * @throws AwsError when there is none
   */
  public TargetGroup get(String arn) {
    return find(arn)
        .orElseThrow(
            () -> AwsError.of("TargetGroupNotFound", "Target groups '" + arn + "' not found"));
  }

  /** Does nothing when there is none. */
  public void remove(String arn) {
    byArn.remove(arn);
  }

  public Collection<TargetGroup> all() {
    return byArn.values();
  }
}
