package dev.ingot.sandbox.cloud.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a group did, or tried.
 *
 * @param status in AWS's words, such as {@code Successful}
 * @param message why it failed; empty when it did not
 */
public record Activity(
    String id,
    String group,
    String description,
    String cause,
    Instant startedAt,
    Optional<Instant> endedAt,
    String status,
    String message) {
  static final String IN_PROGRESS = "InProgress";

  /** The same, ended. */
  Activity ended(String newStatus, String newMessage, Instant now) {
    return new Activity(
        id, group, description, cause, startedAt, Optional.of(now), newStatus, newMessage);
  }

  /** 0 to 100. */
  public int progress() {
    return endedAt.isPresent() ? 100 : 50;
  }
}
