package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The account's images and snapshots. */
public final class Images {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9()\\[\\] ./\\-'@_]{3,128}");

  private final Map<String, Image> images = new LinkedHashMap<>();
  private final Map<String, Snapshot> snapshots = new LinkedHashMap<>();

  Images() {}

  Images(Kept kept) {
    kept.images.forEach(this::put);
    kept.snapshots.forEach(snapshot -> snapshots.put(snapshot.id(), snapshot));
  }

  /** What is kept across a restart. */
  public record Kept(List<Image> images, List<Snapshot> snapshots) {}

  Kept keep() {
    return new Kept(List.copyOf(images.values()), List.copyOf(snapshots.values()));
  }

  /** A new image that is pending. */
  public Image create(String name, String description, Instant now) {
    if (!NAME.matcher(name).matches()) {
      throw AwsError.of(
          "InvalidAMIName.Malformed",
          "AMI names must be between 3 and 128 characters long, and may contain letters, numbers,"
              + " spaces and ()[]./-'@_");
    }
    images.values().stream()
        .filter(image -> image.name().equals(name) && !image.broken())
        .findFirst()
        .ifPresent(
            taken -> {
              throw AwsError.of(
                  "InvalidAMIName.Duplicate",
                  "AMI name " + name + " is already in use by AMI " + taken.id());
            });
    String id = Arns.newId("ami-");
    Snapshot snapshot =
        new Snapshot(Arns.newId("snap-"), id, "Created by CreateImage for " + id, now);
    snapshots.put(snapshot.id(), snapshot);
    return put(new Image(id, name, description, Image.State.PENDING, "", snapshot.id(), now, ""));
  }

  /** Keeps it, in place of the one with its id. */
  public Image put(Image image) {
    images.put(image.id(), image);
    return image;
  }

  /** The image of that id. */
  public Optional<Image> find(String id) {
    return Optional.ofNullable(images.get(id));
  }

  /**
   * The image of that id.
   *
   * @throws AwsError when there is none
   */
  public Image get(String id) {
    if (!id.matches("ami-[0-9a-f]{8,17}")) {
      throw AwsError.of("InvalidAMIID.Malformed", "Invalid id: \"" + id + "\"");
    }
    return find(id)
        .orElseThrow(
            () ->
                AwsError.of("InvalidAMIID.NotFound", "The image id '[" + id + "]' does not exist"));
  }

  /** Deregisters it; its snapshot stays. */
  public Image remove(String id) {
    Image image = get(id);
    images.remove(id);
    return image;
  }

  public Collection<Image> all() {
    return images.values();
  }

  public Collection<Snapshot> snapshots() {
    return snapshots.values();
  }

  /** Whether another image has the same content, which then must be kept. */
  public boolean uses(String digest) {
    return images.values().stream().anyMatch(image -> image.digest().equals(digest));
  }

  /**
   * Deletes a snapshot.
   *
   * @throws AwsError when there is none, or an image is still made of it
   */
  public void removeSnapshot(String id) {
    Snapshot snapshot = snapshots.get(id);
    if (snapshot == null) {
      throw AwsError.of("InvalidSnapshot.NotFound", "The snapshot '" + id + "' does not exist.");
    }
    if (images.containsKey(snapshot.imageId())) {
      throw AwsError.of(
          "InvalidSnapshot.InUse",
          "The snapshot " + id + " is currently in use by " + snapshot.imageId());
    }
    snapshots.remove(id);
  }
}
