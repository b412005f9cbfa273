package dev.ingot.cloud.aws;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weights that somebody wrote by hand need not come to 100; what they do is in proportion. */
final class Percent {
  private Percent() {}

  /** The weights in percent, in all 100 (largest remainders first), or all 0. */
  static Map<String, Integer> of(Map<String, Integer> weights) {
    int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
    if (sum == 0 || sum == 100) {
      return Map.copyOf(weights);
    }
    Map<String, Integer> percent = new HashMap<>();
    weights.forEach((key, weight) -> percent.put(key, weight * 100 / sum));
    int missing = 100 - percent.values().stream().mapToInt(Integer::intValue).sum();
    List<String> byRemainder =
        weights.keySet().stream()
            .sorted(
                Comparator.comparingInt((String key) -> -(weights.getOrDefault(key, 0) * 100 % sum))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    byRemainder.stream().limit(missing).forEach(key -> percent.merge(key, 1, Integer::sum));
    return Map.copyOf(percent);
  }
}
