package dev.ingot.kill;

import java.util.Map;
import java.util.TreeMap;

/**
 * One passing of a point, out of those of all lives of a process.
 *
 * @param number from 1
 */
record Passing(String point, int number) implements Comparable<Passing> {
  Passing {
    if (number < 1) {
      throw new IllegalArgumentException("passings are counted from 1, not " + number);
    }
  }

  /** From what {@link #toString} says. */
  static Passing parse(String line) {
    int mark = line.lastIndexOf('#');
    return new Passing(line.substring(0, mark), Integer.parseInt(line.substring(mark + 1)));
  }

  /** Whether it is this one that has come, or one after it. */
  boolean isDue(String passed, int count) {
    return passed.equals(point) && count >= number;
  }

  /** How often points were passed from one count to the next; without those that were not. */
  static Map<String, Integer> between(Map<String, Integer> before, Map<String, Integer> after) {
    Map<String, Integer> between = new TreeMap<>();
    after.forEach(
        (point, count) -> {
          int more = count - before.getOrDefault(point, 0);
          if (more > 0) {
            between.put(point, more);
          }
        });
    return between;
  }

  @Override
  public int compareTo(Passing other) {
    return toString().compareTo(other.toString());
  }

  /** Such as {@code ElasticLoadBalancingV2.AddTags#2}. */
  @Override
  public String toString() {
    return point + "#" + number;
  }
}
