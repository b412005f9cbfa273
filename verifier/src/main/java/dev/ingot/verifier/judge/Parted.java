package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An arm's counts in a tick, and those of its instances where they are told apart. One that had
 * nothing to do in the tick, since it has just come or is about to go, does not count: beside as
 * many that all had, a few busy ones would vary more together. Which those are hangs on what they
 * were sent, and not on how they fared.
 *
 * @param all of the whole arm
 * @param instances of single instances, by name; together at most all
 * @param size how many instances there are, those without a name here included: one at least, where
 *     the named ones do not come to all
 */
record Parted(Counts all, SortedMap<String, Counts> instances, int size) {
  /** What an arm comes to; empty when it cannot be counted so. */
  static Optional<Parted> of(Arm arm, Counting counting) {
    return counting
        .of(arm.sample())
        .map(
            all -> {
              SortedMap<String, Counts> parts = parts(all, arm.instances(), counting);
              int named = parts.size();
              parts.values().removeIf(part -> part.exposures() == 0);
              int idle = named - parts.size();
              return new Parted(all, parts, size(all, parts, arm.size() - idle));
            });
  }

  /** Of those without a name here nobody knows whether they did anything. */
  private static int size(Counts all, Map<String, Counts> parts, int known) {
    Counts named = parts.values().stream().reduce(Counts.NONE, Counts::plus);
    return named.exposures() < all.exposures() ? Math.max(parts.size() + 1, known) : parts.size();
  }

  /** Parts that are more than the whole are none: then nothing is told apart. */
  private static SortedMap<String, Counts> parts(
      Counts all, Map<String, Sample> instances, Counting counting) {
    SortedMap<String, Counts> parts = new TreeMap<>();
    Counts sum = Counts.NONE;
    for (Map.Entry<String, Sample> each : instances.entrySet()) {
      Optional<Counts> counts =
          each.getValue().trouble().isEmpty() ? counting.of(each.getValue()) : Optional.empty();
      if (counts.isEmpty()) {
        return new TreeMap<>();
      }
      parts.put(each.getKey(), counts.get());
      sum = sum.plus(counts.get());
    }
    return isPart(sum, all) ? parts : new TreeMap<>();
  }

  private static boolean isPart(Counts part, Counts all) {
    return part.bad() <= all.bad() && part.exposures() - part.bad() <= all.exposures() - all.bad();
  }

  /** Whether there are two at least, so that one can be left out. */
  boolean isParted() {
    return instances.size() >= 2;
  }

  /** What is left when one is left out; all, where it has no name here. */
  Counts without(String instance) {
    Counts part = instances.get(instance);
    return part == null ? all : all.minus(part);
  }
}
