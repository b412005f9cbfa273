package dev.ingot.pipeline;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Similar {
  private static final int MOST_EDITS = 2;

  private Similar() {}

  /** The known word nearest to the given one, when it is near enough to suggest it. */
  static Optional<String> to(String word, Collection<String> known) {
    if (word.length() > 60) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(
            k -> edits(lower, k.toLowerCase(Locale.ROOT)) <= Math.min(MOST_EDITS, k.length() / 2))
        .min(Comparator.comparingInt(k -> edits(lower, k.toLowerCase(Locale.ROOT))));
  }

  /** Levenshtein's distance, with two neighbours changed about as one edit. */
  private static int edits(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int fewest = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        edits[i][j] = swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
      }
    }
    return edits[a.length()][b.length()];
  }
}
