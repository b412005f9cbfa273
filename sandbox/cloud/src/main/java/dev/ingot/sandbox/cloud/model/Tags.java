package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Tags of everything that has an id or an ARN; groups keep theirs themselves. */
public final class Tags {
  private static final int MOST = 50;

  private final Map<String, Map<String, String>> byResource = new TreeMap<>();

  Tags() {}

  Tags(Map<String, Map<String, String>> kept) {
    kept.forEach((resource, tags) -> byResource.put(resource, new TreeMap<>(tags)));
  }

  /** What is kept across a restart. */
  Map<String, Map<String, String>> keep() {
    Map<String, Map<String, String>> kept = new TreeMap<>();
    byResource.forEach((resource, tags) -> kept.put(resource, new TreeMap<>(tags)));
    return kept;
  }

  /** The resource's tags; empty when it has none. */
  public Map<String, String> of(String resource) {
    return byResource.getOrDefault(resource, new TreeMap<>());
  }

  /**
   * Adds tags, or changes their values.
   *
   * @throws AwsError when there are more than 50 then
   */
  public void put(String resource, Map<String, String> tags) {
    Map<String, String> merged = new TreeMap<>(of(resource));
    merged.putAll(tags);
    if (merged.keySet().stream().filter(key -> !key.startsWith("aws:")).count() > MOST) {
      throw AwsError.of("TagLimitExceeded", "A resource can have at most " + MOST + " tags");
    }
    if (!merged.isEmpty()) {
      byResource.put(resource, merged);
    }
  }

  /** Refuses tags that AWS lets nobody set. */
  public static void check(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw AwsError.of("TagLimitExceeded", "A resource can have at most " + MOST + " tags");
    }
    tags.forEach(
        (key, value) -> {
          if (key.isEmpty() || key.length() > 127 || value.length() > 256) {
            throw AwsError.of(
                "InvalidParameterValue",
                "Tag keys have 1 to 127 characters, and values at most 256: " + key);
          }
          if (key.startsWith("aws:")) {
            throw AwsError.of(
                "InvalidParameterValue", "Tag keys starting with 'aws:' are reserved");
          }
        });
  }

  /** Removes tags; does nothing where there is none of that key. */
  public void remove(String resource, Collection<String> keys) {
    Map<String, String> tags = byResource.get(resource);
    if (tags != null) {
      keys.forEach(tags::remove);
    }
  }

  /** Forgets a resource that is gone. */
  public void forget(String resource) {
    byResource.remove(resource);
  }

  /** All of them, by resource. */
  public Map<String, Map<String, String>> all() {
    return byResource;
  }
}
