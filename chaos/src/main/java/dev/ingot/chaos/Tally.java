package dev.ingot.chaos;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** How often what has happened. Thread-safe. */
final class Tally {
  private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

  void add(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  int count(String what) {
    return counts.getOrDefault(what, 0);
  }

  Map<String, Integer> all() {
    return Map.copyOf(counts);
  }
}
