package dev.ingot.cloud.aws;

import java.util.Set;

/** Places for rules on a listener: hashed, so that two callers rarely want the same one. */
final class Priorities {
  private Priorities() {}

  /** From first to last, both included. */
  record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }

    boolean holds(String priority) {
      try {
        int number = Integer.parseInt(priority);
        return first <= number && number <= last;
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }

  /** The first place at or after the seed's own that is not taken, going round at the end. */
  static int free(Range range, String seed, Set<String> taken) {
    int start = Math.floorMod(seed.hashCode(), range.size());
    for (int i = 0; i < range.size(); i++) {
      int priority = range.first() + (start + i) % range.size();
      if (!taken.contains(Integer.toString(priority))) {
        return priority;
      }
    }
    throw new IllegalStateException(
        "a listener has at most 100 rules, yet all of " + range + " are taken");
  }
}
