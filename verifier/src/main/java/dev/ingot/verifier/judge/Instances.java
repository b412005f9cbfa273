package dev.ingot.verifier.judge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Counters of single instances, as samples. Each instance can be a series of its own; together they
 * are an arm.
 */
public final class Instances {
  private Instances() {}

  /** What an instance counted between two readings of counters that only ever rise. */
  public static Sample between(Sample before, Sample after) {
    Optional<String> odd = before.trouble().or(after::trouble);
    if (odd.isPresent()) {
      return new Sample.Broken(odd.get());
    }
    if (before instanceof Sample.Counted old && after instanceof Sample.Counted now) {
      if (now.total() < old.total() || now.count() < old.count()) {
        return backwards(
            now.total() < old.total() ? old.total() : old.count(),
            now.total() < old.total() ? now.total() : now.count());
      }
      return new Sample.Counted(now.total() - old.total(), now.count() - old.count());
    }
    if (before instanceof Sample.Spread(Distribution.Buckets old)
        && after instanceof Sample.Spread(Distribution.Buckets now)) {
      return between(old, now);
    }
    return new Sample.Broken("two readings cannot be subtracted from each other");
  }

  private static Sample between(Distribution.Buckets old, Distribution.Buckets now) {
    if (!old.sameBuckets(now)) {
      return new Sample.Broken("the histogram has other buckets");
    }
    for (int i = 0; i < now.counts().size(); i++) {
      if (now.counts().get(i) < old.counts().get(i)) {
        return backwards(old.counts().get(i), now.counts().get(i));
      }
    }
    return new Sample.Spread(
        new Distribution.Buckets(
            now.bounds(),
            IntStream.range(0, now.counts().size())
                .mapToObj(i -> now.counts().get(i) - old.counts().get(i))
                .toList()));
  }

  private static Sample backwards(double from, double to) {
    return new Sample.Broken(
        "a counter went backwards from %s to %s: it was reset".formatted(from, to));
  }

  /** All instances of an arm as one sample; broken when one of them is, which it names. */
  public static Sample together(Map<String, Sample> byInstance) {
    Optional<Sample> sum = Optional.empty();
    for (Map.Entry<String, Sample> each : new TreeMap<>(byInstance).entrySet()) {
      Optional<String> odd = each.getValue().trouble();
      if (odd.isPresent()) {
        return new Sample.Broken(each.getKey() + ": " + odd.get());
      }
      Sample next =
          sum.isEmpty() ? each.getValue() : sum(each.getKey(), List.of(sum.get(), each.getValue()));
      sum = Optional.of(next);
      if (next instanceof Sample.Broken) {
        return next;
      }
    }
    return sum.orElse(new Sample.Broken("no instance was measured"));
  }

  private static Sample sum(String instance, List<Sample> two) {
    if (two.getFirst() instanceof Sample.Counted one
        && two.getLast() instanceof Sample.Counted other) {
      return new Sample.Counted(one.total() + other.total(), one.count() + other.count());
    }
    if (two.getFirst() instanceof Sample.Spread one
        && two.getLast() instanceof Sample.Spread other
        && one.values().sameBuckets(other.values())) {
      return new Sample.Spread(one.values().plus(other.values()));
    }
    return new Sample.Broken(instance + ": the histogram has other buckets");
  }

  /**
   * A fleet's values without the instance that makes its quantile look worst, so that a threshold
   * is not what one bad host makes of it. All of them where there are not two instances.
   *
   * @param higherIsWorse which direction is worse
   */
  public static Sample withoutWorst(
      Sample together, Map<String, Sample> byInstance, double quantile, boolean higherIsWorse) {
    if (byInstance.size() < 2) {
      return together;
    }
    Sample best = together;
    for (Sample one : new TreeMap<>(byInstance).values()) {
      if (between(one, together) instanceof Sample.Spread left
          && best instanceof Sample.Spread so
          && left.values().total() > 0
          && isBetter(left.values(), so.values(), quantile, higherIsWorse)) {
        best = left;
      }
    }
    return best;
  }

  private static boolean isBetter(
      Distribution left, Distribution so, double quantile, boolean higherIsWorse) {
    return higherIsWorse
        ? left.quantile(quantile) < so.quantile(quantile)
        : left.below(quantile) > so.below(quantile);
  }
}
