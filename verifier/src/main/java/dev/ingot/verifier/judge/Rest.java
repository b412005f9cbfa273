package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is left of an arm when an instance is left out, and what some of its instances come to.
 *
 * @param all of them together
 * @param named of single instances, in the order of their names; together at most all
 * @param size how many instances there are, those without a name here included
 */
record Rest(Counts all, List<Counts> named, int size) {
  /** All of an arm, but for one instance where that has a name here. */
  static Rest of(Parted arm, Optional<String> leftOut) {
    boolean less = leftOut.filter(name -> arm.instances().containsKey(name)).isPresent();
    List<Counts> named =
        arm.instances().entrySet().stream()
            .filter(each -> leftOut.filter(each.getKey()::equals).isEmpty())
            .map(Map.Entry::getValue)
            .toList();
    return new Rest(
        leftOut.map(arm::without).orElse(arm.all()), named, less ? arm.size() - 1 : arm.size());
  }

  /** Whether so many of them can be taken together. */
  boolean has(int count) {
    return count <= named.size() || size - count <= named.size();
  }

  /** In how many turns so many of them are others than before. */
  int turns(int count) {
    return count == size ? 1 : Math.max(1, named.size());
  }

  /**
   * What so many of them did.
   *
   * @param count as many as {@link #has} them
   * @param at where to begin: at which part of those that have names, 0 to less than 1
   */
  Counts some(int count, double at) {
    if (count == size) {
      return all;
    }
    return count <= named.size() ? sum(count, at) : all.minus(sum(size - count, at));
  }

  private Counts sum(int count, double at) {
    int first = (int) (at * named.size());
    Counts sum = Counts.NONE;
    for (int i = 0; i < count; i++) {
      sum = sum.plus(named.get((first + i) % named.size()));
    }
    return sum;
  }
}
