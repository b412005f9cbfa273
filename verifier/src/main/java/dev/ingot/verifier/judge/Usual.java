package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.OptionalDouble;

/**
 * What an arm has done so far, and how large a difference between the arms is a large one by that:
 * twice the bad ones of a usual tick, and as many standard deviations more as the natural logarithm
 * of the number of ticks, one and a half at the least.
 *
 * <p>Of n ticks whose excess falls off exponentially the largest lies about ln n deviations above
 * the mean. So what is larger still, and is cut, becomes the rarer the longer a step is. With a
 * bound that stays, what a bet wins by that would add up until identical versions are told apart.
 *
 * <p>It knows the ticks before, never the one that is judged, so that a bet on a difference that is
 * measured by it remains a fair one.
 */
final class Usual {
  private static final double LEAST = 2;
  private static final double FEWEST_DEVIATIONS = 1.5;

  /** As long as nobody knows how much a tick varies. */
  private static final double AFTER_ONE_TICK = 3;

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
    double large = ticks == 1 ? AFTER_ONE_TICK * level : LEAST * level + excess();
    return OptionalDouble.of(exposures * large);
  }

  private double excess() {
    return Math.max(FEWEST_DEVIATIONS, StrictMath.log(ticks)) * Math.sqrt(squares / (ticks - 1));
  }
}
