package dev.ingot.listener.webhook;

import java.util.Optional;

/** What a webhook's headers say. */
sealed interface Reading {
  /**
   * Something that the body is to be read for.
   *
   * @param id the host's own, the same when it sends it again by itself
   * @param ignored why nothing comes of it, when its headers say so; it is verified all the same
   */
  record Delivery(String id, Claim claim, Optional<String> ignored) implements Reading {}

  /** Nothing to read on for. */
  record Answered(Answer answer) implements Reading {}

  static Reading refused(int status, String why) {
    return new Answered(Answer.refused(status, why));
  }
}
