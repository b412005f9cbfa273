package dev.ingot.cloud;

import java.time.Duration;

/** How far a fleet's migration is: a command that runs once, from its image, before it is made. */
public sealed interface Migration {
  /**
   * What to run.
   *
   * @param command one line for a shell, run as root in the service's source tree, with the fleet's
   *     settings and secrets in its environment
   * @param within how long it may take, from its beginning
   */
  record Hook(String command, Duration within) {}

  /**
   * Not yet.
   *
   * @param phase for people, such as {@code migrating}
   */
  record Running(String phase) implements Migration {}

  /** It ended well, and what it needed is gone. */
  record Succeeded() implements Migration {}

  /**
   * It did not, or nobody can tell; it is not run again.
   *
   * @param reason one sentence
   * @param log tail of what it has written, at most 16,384 characters; empty when there is none
   */
  record Failed(String reason, String log) implements Migration {}
}
