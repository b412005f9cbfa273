package dev.ingot.sandbox.cloud.model;

import java.time.Instant;

/**
 * A machine image.
 *
 * @param digest names its folder in the image store; empty until it is available
 * @param snapshotId the one snapshot that it is made of
 * @param reason why it failed; empty when it did not
 */
public record Image(
    String id,
    String name,
    String description,
    State state,
    String digest,
    String snapshotId,
    Instant createdAt,
    String reason) {
  /** AWS's image states, as far as we get into them. */
  public enum State {
    PENDING,
    AVAILABLE,
    FAILED
  }

  /** The same, finished. */
  public Image available(String newDigest) {
    return new Image(
        id, name, description, State.AVAILABLE, newDigest, snapshotId, createdAt, reason);
  }

  /** The same, failed. */
  public Image failed(String why) {
    return new Image(id, name, description, State.FAILED, digest, snapshotId, createdAt, why);
  }
}
