package dev.ingot.listener;

import dev.ingot.events.PushReported;
import dev.ingot.stage.PublishException;

/** Where reported pushes go. */
interface Reports {
  /**
   * Returns once the push is safe.
   *
   * @throws PublishException when it is not known to be
   */
  void report(PushReported push);
}
