package dev.ingot.shifter;

import java.time.Instant;

/** What the judges together say of a step. */
sealed interface Opinion {
  /** Somebody has still time to speak. */
  record Waiting() implements Opinion {}

  /** The rollout may go on. */
  record Advance() implements Opinion {}

  /** It goes back. */
  record RollBack(String reason) implements Opinion {}

  /**
   * Nobody knows, and the service wants people to decide: it stands at its weight.
   *
   * @param since from when on a person can have known it
   */
  record Stand(String why, Instant since) implements Opinion {}
}
