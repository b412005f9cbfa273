package dev.ingot.sandbox.cloud.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A launch template with its one version. */
public record LaunchTemplate(String id, String name, Instant createdAt, String note, Data data) {
  /**
   * What an instance of it is launched with.
   *
   * @param userData in Base64
   * @param tags by type of resource, such as {@code instance}
   */
  public record Data(
      Optional<String> imageId,
      Optional<String> type,
      List<String> securityGroups,
      Optional<String> userData,
      Optional<String> profile,
      Map<String, Map<String, String>> tags) {
    public Data {
      securityGroups = List.copyOf(securityGroups);
      tags = Map.copyOf(tags);
    }
  }
}
