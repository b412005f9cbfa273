package dev.ingot.stage;

import java.time.Duration;
import java.util.List;

/** What is to be done after a look, or after an attempt to abandon. */
sealed interface LookResult {
  /** Finished: commit this. */
  record Finish(List<Outgoing> outgoing) implements LookResult {}

  /** Commit this progress, if there is any, and look again. */
  record Rest(Duration atMost, List<Outgoing> progress) implements LookResult {}

  /** A surprise: counts as a try. */
  record Failed(Throwable surprise) implements LookResult {}

  /**
   * A surprise that passes by itself: counts as no try, for as long as that may be believed.
   *
   * @param notBefore zero for the usual back-off
   */
  record Away(Throwable surprise, Duration notBefore) implements LookResult {}

  /** Could not be done now through no fault of the record's: counts as nothing. */
  record NotNow(Duration after, String why) implements LookResult {}
}
