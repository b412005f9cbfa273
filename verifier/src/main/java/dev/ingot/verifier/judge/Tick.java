package dev.ingot.verifier.judge;

import java.time.Instant;
import java.util.Optional;

/**
 * What both arms did in one closed tick.
 *
 * @param candidate the candidate's counts; empty when the source had nothing to say
 * @param live the live fleet's counts; empty without a live arm, or when nothing is known of it
 */
public record Tick(Instant start, Optional<Counts> candidate, Optional<Counts> live) {

  /**
   * Counts of one arm.
   *
   * @param exposures requests, not negative
   * @param bad how many of them were bad, at most {@code exposures}
   */
  public record Counts(long exposures, long bad) {
    public static final Counts NONE = new Counts(0, 0);

    public Counts {
      if (exposures < 0 || bad < 0 || bad > exposures) {
        throw new IllegalArgumentException(
            "%d bad out of %d is not a count".formatted(bad, exposures));
      }
    }

    /** The sum of both. */
    public Counts plus(Counts other) {
      return new Counts(exposures + other.exposures, bad + other.bad);
    }

    /** Share that is bad, 0 to 1; 0 without exposures. */
    public double share() {
      return exposures == 0 ? 0 : (double) bad / exposures;
    }
  }
}
