package dev.ingot.sandbox.cloud.model;

import java.time.Instant;

/**
 * A machine image.
 *
 * @param digest names its folder in the image store; empty until it is available
 * @param snapshotId the one snapshot that it is made of
 * @param reason why it is broken; empty when it is not
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
    /** It was never made. */
    FAILED,
    /** It was there once; what it is made of is gone. */
    INVALID
  }

  /** Whether nothing can be launched from it any more. */
  public boolean broken() {
    return state == State.FAILED || state == State.INVALID;
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

  /** The same, without what it is made of. */
  Image invalid(String why) {
    return new Image(id, name, description, State.INVALID, digest, snapshotId, createdAt, why);
  }
}
