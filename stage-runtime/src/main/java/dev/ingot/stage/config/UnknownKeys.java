package dev.ingot.stage.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the key that was meant. */
final class UnknownKeys {
  private UnknownKeys() {}

  static List<String> warnings(Collection<String> given, Set<String> known) {
    Set<String> variables = known.stream().map(Config::variable).collect(Collectors.toSet());
    return given.stream()
        .filter(key -> key.startsWith(Config.KEY_PREFIX))
        .filter(key -> !variables.contains(Config.variable(key)))
        .sorted()
        .map(key -> "Nothing reads the setting " + key + "." + hint(key, known))
        .toList();
  }

  private static String hint(String key, Set<String> known) {
    return nearest(key, known).map(near -> " Did you mean " + near + "?").orElse("");
  }

  /** The nearest known key, when less than a third of it would have to change. */
  private static Optional<String> nearest(String key, Set<String> known) {
    return known.stream()
        .filter(candidate -> distance(key, candidate) * 3 <= candidate.length())
        .min(
            Comparator.comparingInt((String candidate) -> distance(key, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's distance: how many characters must be put in, left out or changed. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
