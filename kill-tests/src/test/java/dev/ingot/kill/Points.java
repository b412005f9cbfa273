package dev.ingot.kill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The points of a worker, as {@code points.txt} lists them.
 *
 * @param chapters point to the chapter from which on it is armed
 */
record Points(Map<String, Chapter> chapters) {

  static Points of(Worker worker) throws IOException {
    Map<String, Chapter> points = new TreeMap<>();
    String section = "";
    for (String line : lines()) {
      if (line.startsWith("[")) {
        section = line.substring(1, line.length() - 1);
      } else if (section.equals(worker.stage) && !line.isBlank()) {
        int comma = line.lastIndexOf(',');
        points.put(line.substring(0, comma), Chapter.valueOf(line.substring(comma + 1).strip()));
      }
    }
    return new Points(points);
  }

  Set<String> all() {
    return new TreeSet<>(chapters.keySet());
  }

  /** Those that are armed from this chapter on. */
  Set<String> from(Chapter chapter) {
    return chapters.entrySet().stream()
        .filter(point -> point.getValue() == chapter)
        .map(Map.Entry::getKey)
        .collect(toCollection(TreeSet::new));
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(Points.class.getResourceAsStream("points.txt"), "points.txt");
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      return reader.lines().toList();
    }
  }
}
