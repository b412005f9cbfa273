package dev.ingot.stage;

import java.time.Duration;
import java.util.Optional;

/** Which surprises pass by themselves: the record is not to blame, and no try is used up. */
@FunctionalInterface
public interface Surprises {
  /** None does. */
  Surprises ALL_COUNT = surprise -> Optional.empty();

  /**
   * How long to wait when it passes by itself: zero for the usual back-off. Empty when it counts as
   * a try.
   */
  Optional<Duration> passes(Throwable surprise);
}
