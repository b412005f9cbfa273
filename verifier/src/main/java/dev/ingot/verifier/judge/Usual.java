package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.OptionalDouble;

/**
 * What an arm has done so far, and how large a difference between the arms is a large one by that:
 * twice the bad ones of a usual tick, and one and a half standard deviations more, three times the
 * usual at most.
 *
 * <p>It knows the ticks before, never the one that is judged, so that a bet on a difference that is
 * measured by it remains a fair one.
 */
final class Usual {
  private static final double LEAST = 2;
  private static final double DEVIATIONS = 1.5;
  private static final double MOST = 3;

  private Counts all = Counts.NONE;
  private int ticks;
  private double mean;
  private double squares;

  /** Another that knows the same. */
  Usual copy() {
    Usual copy = new Usual();
    copy.all = all;
    copy.ticks = ticks;
    copy.mean = mean;
    copy.squares = squares;
    return copy;
  }

  /** Takes in a tick; one without exposures tells nothing. */
  void add(Counts tick) {
    if (tick.exposures() == 0) {
      return;
    }
    all = all.plus(tick);
    ticks++;
    // Welford, Note on a method for calculating corrected sums of squares, Technometrics 4, 1962.
    double off = tick.share() - mean;
    mean += off / ticks;
    squares += off * (tick.share() - mean);
  }

  /**
   * A large difference, in bad ones; empty as long as nothing is known.
   *
   * @param exposures of the tick that is judged
   */
  OptionalDouble largeDifference(double exposures) {
    if (ticks == 0) {
      return OptionalDouble.empty();
    }
    // One more than were seen: what was never seen may come yet.
    double level = (all.bad() + 1.0) / all.exposures();
    double most = MOST * level;
    double large =
        ticks == 1 ? most : LEAST * level + DEVIATIONS * Math.sqrt(squares / (ticks - 1));
    return OptionalDouble.of(exposures * Math.min(most, large));
  }
}
