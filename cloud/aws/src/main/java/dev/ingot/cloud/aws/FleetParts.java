package dev.ingot.cloud.aws;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.InstanceState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;

/**
 * What there is of a fleet. The launch template is made first and deleted last, so it carries what
 * must outlive the rest.
 *
 * @param targetGroupTags only read where nothing else tells whose the fleet is
 * @param rules every rule that names the target group
 */
record FleetParts(
    String name,
    Optional<LaunchTemplate> template,
    Optional<String> targetGroupArn,
    Map<String, String> targetGroupTags,
    List<Rule> rules,
    Optional<AutoScalingGroup> group,
    List<InstanceState> instances) {

  boolean nothing() {
    return template.isEmpty() && targetGroupArn.isEmpty() && group.isEmpty();
  }

  boolean complete() {
    return template.isPresent()
        && targetGroupArn.isPresent()
        && previewRule().isPresent()
        && group.filter(g -> g.status() == null).isPresent();
  }

  Optional<Rule> previewRule() {
    return rules.stream().filter(Listener::isPreview).findFirst();
  }

  /** What its parts say of it; where they differ, the longest-lived is right. */
  Map<String, String> tags() {
    Map<String, String> tags = new HashMap<>(targetGroupTags);
    group.ifPresent(g -> tags.putAll(Tags.ofGroup(g.tags())));
    template.ifPresent(t -> tags.putAll(Tags.ofEc2(t.tags())));
    return tags;
  }

  FleetState state() {
    Map<String, String> tags = tags();
    return new FleetState(
        name,
        tags.getOrDefault(Tags.SERVICE, ""),
        tags.getOrDefault(Tags.DEPLOYMENT, ""),
        number(tags, Tags.GENERATION).orElse(0L),
        tags.getOrDefault(Tags.IMAGE, ""),
        group.map(AutoScalingGroup::minSize).orElse(0),
        group.map(AutoScalingGroup::desiredCapacity).orElse(0),
        group.map(AutoScalingGroup::maxSize).orElse(0),
        complete(),
        previewRule().isPresent(),
        group.isPresent() && tags.containsKey(Tags.PINNED),
        number(tags, Tags.RETIRE_AFTER).map(Instant::ofEpochMilli),
        begunAt(tags),
        instances,
        Optional.ofNullable(tags.get(Tags.TWIN_OF)));
  }

  /** Its group says when it was made, and a tag when it was given to another deployment. */
  private Instant begunAt(Map<String, String> tags) {
    Instant made =
        group
            .map(AutoScalingGroup::createdTime)
            .or(() -> number(tags, Tags.CREATED_AT).map(Instant::ofEpochMilli))
            .orElse(Instant.EPOCH);
    return number(tags, Tags.ADOPTED_AT)
        .map(Instant::ofEpochMilli)
        .filter(adopted -> adopted.isAfter(made))
        .orElse(made);
  }

  private static Optional<Long> number(Map<String, String> tags, String key) {
    try {
      return Optional.ofNullable(tags.get(key)).map(Long::valueOf);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
