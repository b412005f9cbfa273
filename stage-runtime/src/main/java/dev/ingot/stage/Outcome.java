package dev.ingot.stage;

import java.time.Duration;
import java.util.List;

/** What came of a look. */
public sealed interface Outcome {
  /** Finished: announce these and never look again. */
  record Done(List<Emission<?>> events) implements Outcome {
    public Done {
      events = List.copyOf(events);
    }
  }

  /**
   * Not yet: announce the progress and look again.
   *
   * @param after the longest wait until the next look, positive; a new event in the history or a
   *     newer record behind this one wakes the look at once
   */
  record CheckAgain(Duration after, List<Emission<?>> progress) implements Outcome {
    public CheckAgain {
      if (after.isNegative() || after.isZero()) {
        throw new IllegalArgumentException("a look cannot be repeated after " + after);
      }
      progress = List.copyOf(progress);
    }
  }

  static Outcome done(Emission<?>... events) {
    return new Done(List.of(events));
  }

  static Outcome checkAgain(Duration after, Emission<?>... progress) {
    return new CheckAgain(after, List.of(progress));
  }
}
