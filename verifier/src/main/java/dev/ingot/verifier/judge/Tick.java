package dev.ingot.verifier.judge;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a source says of both arms in one closed tick, not yet believed.
 *
 * @param candidate empty when the source had nothing to say: missing is not zero
 * @param live empty without a live arm, or when nothing is known of it
 */
public record Tick(Instant start, Optional<Arm> candidate, Optional<Arm> live) {

  /**
   * One arm.
   *
   * @param at when it was taken, by the clock of whoever measured it; the tick's start where the
   *     source has no clock of its own
   * @param instances what single instances did, where the source tells them apart: parts of the
   *     sample, which need not come to all of it
   * @param size how many instances it has, where the source tells them apart; not fewer than it
   *     names
   */
  public record Arm(Sample sample, Instant at, Map<String, Sample> instances, int size) {
    public Arm {
      instances = Map.copyOf(instances);
      size = Math.max(size, instances.size());
    }

    /** One whose instances are all told apart. */
    public Arm(Sample sample, Instant at, Map<String, Sample> instances) {
      this(sample, at, instances, instances.size());
    }

    /** One whose instances nobody tells apart. */
    public Arm(Sample sample, Instant at) {
      this(sample, at, Map.of());
    }
  }

  /** A tick of one source with one clock. */
  public static Tick of(
      Instant start, Optional<? extends Sample> candidate, Optional<? extends Sample> live) {
    return new Tick(
        start, candidate.map(sample -> new Arm(sample, start)), live.map(s -> new Arm(s, start)));
  }

  /**
   * Counts of one arm, checked.
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

    /** The sum of both; never beyond the largest long. */
    public Counts plus(Counts other) {
      return new Counts(sum(exposures, other.exposures), sum(bad, other.bad));
    }

    /** What is left without a part of them. */
    Counts minus(Counts part) {
      return new Counts(exposures - part.exposures, bad - part.bad);
    }

    private static long sum(long one, long other) {
      return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    /** Share that is bad, 0 to 1; 0 without exposures. */
    public double share() {
      return exposures == 0 ? 0 : (double) bad / exposures;
    }
  }
}
