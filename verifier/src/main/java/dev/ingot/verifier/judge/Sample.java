package dev.ingot.verifier.judge;

import java.util.Map;
import java.util.Optional;

/** What a source says of one arm in one tick, as it came: it may be nonsense. */
public sealed interface Sample {
  /** The largest count that a double holds exactly. */
  double LARGEST = 1L << 53;

  /** What is wrong with it, in words that follow the metric's name; empty when it can be used. */
  Optional<String> trouble();

  /**
   * A pair of counts.
   *
   * @param total all of them
   * @param count those that are counted: the bad ones, or the good ones where fewer are worse
   */
  record Counted(double total, double count) implements Sample {
    @Override
    public Optional<String> trouble() {
      Optional<String> odd = odd(total).or(() -> odd(count));
      // Prometheus extrapolates to fractions of a count.
      return odd.isEmpty() && Math.rint(count) > Math.rint(total)
          ? Optional.of("%s out of %s is not a count".formatted(count, total))
          : odd;
    }
  }

  /** A histogram. */
  record Spread(Distribution values) implements Sample {
    @Override
    public Optional<String> trouble() {
      return values.trouble();
    }
  }

  /**
   * No more than quantiles, as CloudWatch gives them.
   *
   * @param values by quantile, 0 to 1
   */
  record Quantiles(Map<Double, Double> values) implements Sample {
    public Quantiles {
      values = Map.copyOf(values);
    }

    @Override
    public Optional<String> trouble() {
      return values.values().stream()
          .filter(value -> !(value >= 0 && Double.isFinite(value)))
          .findFirst()
          .map(value -> value + " is not a quantile");
    }
  }

  /**
   * What a request of our own was answered.
   *
   * @param good whether as it must be
   * @param words what came, for people
   */
  record Answer(boolean good, String words) implements Sample {
    @Override
    public Optional<String> trouble() {
      return Optional.empty();
    }
  }

  /**
   * What the source itself could not make sense of.
   *
   * @param why in words that follow the metric's name
   */
  record Broken(String why) implements Sample {
    @Override
    public Optional<String> trouble() {
      return Optional.of(why);
    }
  }

  /** What is wrong with a number that is to be a count. */
  static Optional<String> odd(double count) {
    if (!Double.isFinite(count)) {
      return Optional.of(count + " is not a count");
    }
    if (count < 0) {
      return Optional.of("%s is negative; a counter may have gone backwards".formatted(count));
    }
    return count > LARGEST ? Optional.of(count + " is too large for a count") : Optional.empty();
  }
}
