package dev.ingot.cloud.aws;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What we write on everything that we make, so that it is found again; and AWS's four tag types.
 */
final class Tags {
  static final String SERVICE = "ingot:service";
  static final String ENVIRONMENT = "ingot:environment";
  static final String DEPLOYMENT = "ingot:deployment";
  static final String GENERATION = "ingot:generation";
  static final String IMAGE = "ingot:image";
  static final String FLEET = "ingot:fleet";

  /** What a fleet is beside its deployment's own, and after which fleet it was made. */
  static final String ROLE = "ingot:role";

  static final String BASELINE = "baseline";
  static final String TWIN_OF = "ingot:twin-of";
  static final String MIGRATES = "ingot:migrates";
  static final String MIGRATION = "ingot:migration";
  static final String SMOKES = "ingot:smokes";
  static final String SMOKE = "ingot:smoke";
  static final String CREATED_AT = "ingot:created-at";
  static final String ADOPTED_AT = "ingot:adopted-at";
  static final String RETIRE_AFTER = "ingot:retire-after";
  static final String PINNED = "ingot:pinned-min";
  static final String BAKE_KEY = "ingot:bake-key";
  static final String BAKE_STARTED_AT = "ingot:bake-started-at";
  static final String ATTEMPT = "ingot:attempt";
  static final String COMMAND = "ingot:command-id";
  static final String FAILED = "ingot:failed";
  static final String LIVE = "ingot:live";
  static final String CANDIDATE = "ingot:candidate";
  static final String ROLLBACK_AT = "ingot:rollback-at";

  /** What a service's rule says beside its weights; it changes with every step. */
  static final List<String> NOTES = List.of(LIVE, CANDIDATE, ROLLBACK_AT);

  private Tags() {}

  static List<software.amazon.awssdk.services.ec2.model.Tag> ec2(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(
            t ->
                software.amazon.awssdk.services.ec2.model.Tag.builder()
                    .key(t.getKey())
                    .value(t.getValue())
                    .build())
        .toList();
  }

  static Map<String, String> ofEc2(Collection<software.amazon.awssdk.services.ec2.model.Tag> tags) {
    return map(
        tags,
        software.amazon.awssdk.services.ec2.model.Tag::key,
        software.amazon.awssdk.services.ec2.model.Tag::value);
  }

  static List<software.amazon.awssdk.services.autoscaling.model.Tag> group(
      String group, Map<String, String> tags, boolean onInstances) {
    return tags.entrySet().stream()
        .map(
            t ->
                software.amazon.awssdk.services.autoscaling.model.Tag.builder()
                    .resourceId(group)
                    .resourceType("auto-scaling-group")
                    .propagateAtLaunch(onInstances)
                    .key(t.getKey())
                    .value(t.getValue())
                    .build())
        .toList();
  }

  static Map<String, String> ofGroup(
      Collection<software.amazon.awssdk.services.autoscaling.model.TagDescription> tags) {
    return map(
        tags,
        software.amazon.awssdk.services.autoscaling.model.TagDescription::key,
        software.amazon.awssdk.services.autoscaling.model.TagDescription::value);
  }

  static List<software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag> elb(
      Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(
            t ->
                software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag.builder()
                    .key(t.getKey())
                    .value(t.getValue())
                    .build())
        .toList();
  }

  static Map<String, String> ofElb(
      Collection<software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag> tags) {
    return map(
        tags,
        software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag::key,
        software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag::value);
  }

  private static <T> Map<String, String> map(
      Collection<T> tags, Function<T, String> key, Function<T, String> value) {
    return tags.stream()
        .collect(Collectors.toMap(key, value, (first, again) -> again, LinkedHashMap::new));
  }
}
