package dev.ingot.cloud.aws;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.Filter;

/** Filters of describe calls. */
final class Filters {
  private Filters() {}

  static Filter ec2(String name, List<String> values) {
    return Filter.builder().name(name).values(values).build();
  }

  static Filter tag(String key, String value) {
    return ec2("tag:" + key, List.of(value));
  }

  static List<Filter> tags(Map<String, String> tags) {
    return tags.entrySet().stream().map(t -> tag(t.getKey(), t.getValue())).toList();
  }

  static List<software.amazon.awssdk.services.autoscaling.model.Filter> groupTags(
      Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(
            t ->
                software.amazon.awssdk.services.autoscaling.model.Filter.builder()
                    .name("tag:" + t.getKey())
                    .values(t.getValue())
                    .build())
        .toList();
  }
}
