package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Optional;

/** What of a sample is counted as bad. */
public sealed interface Counting {
  /** The counts of a usable sample; empty when a sample of its kind cannot be counted so. */
  Optional<Counts> of(Sample sample);

  /** Whether the sample can show it at all; a histogram may end below the threshold. */
  default boolean isSeenIn(Sample sample) {
    return of(sample).isPresent();
  }

  /**
   * Whether nothing is left uncounted for a bucket that the threshold cuts. It is asked of the live
   * fleet alone: to count too few of the candidate's errs towards the candidate.
   */
  default boolean isExactIn(Sample sample) {
    return isSeenIn(sample);
  }

  /** Why a sample cannot be counted so. */
  default String unseen(String unit) {
    return words(unit).isEmpty()
        ? "the measurements are of another kind"
        : "the measurements do not show what is" + words(unit);
  }

  /**
   * What is counted, after a share, such as {@code " above 130 ms"}; empty when it goes without.
   */
  default String words(String unit) {
    return "";
  }

  /** The threshold; NaN when there is none. */
  default double threshold() {
    return Double.NaN;
  }

  /** The counted ones of a pair. */
  record Counted() implements Counting {
    @Override
    public Optional<Counts> of(Sample sample) {
      return sample instanceof Sample.Counted pair
          ? Optional.of(new Counts(Math.round(pair.total()), Math.round(pair.count())))
          : Optional.empty();
    }
  }

  /** Those of a pair that are not counted. */
  record Others() implements Counting {
    @Override
    public Optional<Counts> of(Sample sample) {
      return new Counted()
          .of(sample)
          .map(counts -> new Counts(counts.exposures(), counts.exposures() - counts.bad()));
    }
  }

  /**
   * Values above a threshold.
   *
   * @param threshold in the series' unit, finite
   */
  record Above(double threshold) implements Counting {
    @Override
    public Optional<Counts> of(Sample sample) {
      return sample instanceof Sample.Spread spread
          ? Optional.of(new Counts(spread.values().total(), spread.values().above(threshold)))
          : Optional.empty();
    }

    @Override
    public boolean isSeenIn(Sample sample) {
      return sample instanceof Sample.Spread spread && spread.values().reaches(threshold);
    }

    @Override
    public boolean isExactIn(Sample sample) {
      return sample instanceof Sample.Spread spread && spread.values().isEdge(threshold);
    }

    @Override
    public String words(String unit) {
      return " above " + Words.amount(threshold, unit);
    }
  }

  /**
   * Values up to a threshold, where lower ones are worse.
   *
   * @param threshold in the series' unit, finite
   */
  record UpTo(double threshold) implements Counting {
    @Override
    public Optional<Counts> of(Sample sample) {
      return sample instanceof Sample.Spread spread
          ? Optional.of(new Counts(spread.values().total(), spread.values().atMost(threshold)))
          : Optional.empty();
    }

    @Override
    public boolean isExactIn(Sample sample) {
      return sample instanceof Sample.Spread spread && spread.values().isEdge(threshold);
    }

    @Override
    public String words(String unit) {
      return " up to " + Words.amount(threshold, unit);
    }
  }
}
