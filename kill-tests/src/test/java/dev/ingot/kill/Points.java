package dev.ingot.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The points of a worker, as {@code points.txt} lists them.
 *
 * @param places point to where the short form kills at it
 */
record Points(Map<String, Place> places) {
  private static final Pattern LINE = Pattern.compile("(.+?)(?: \\*(\\d+))?, ([A-Z]+)");

  /**
   * Where to kill at a point.
   *
   * @param chapter from which on it is armed
   * @param times that it is passed from there on, or more
   */
  record Place(Chapter chapter, int times) {}

  static Points of(Worker worker) throws IOException {
    Map<String, Place> points = new TreeMap<>();
    String section = "";
    for (String line : lines()) {
      if (line.startsWith("[")) {
        section = line.substring(1, line.length() - 1);
      } else if (section.equals(worker.stage) && !line.isBlank()) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
          throw new IllegalArgumentException("points.txt has the line: " + line);
        }
        String times = Objects.requireNonNullElse(parts.group(2), "1");
        points.put(
            parts.group(1), new Place(Chapter.valueOf(parts.group(3)), Integer.parseInt(times)));
      }
    }
    return new Points(points);
  }

  Set<String> all() {
    return new TreeSet<>(places.keySet());
  }

  /**
   * Those that are armed from this chapter on, each at one of its passings.
   *
   * @param turn which one: of some points the first, of others a later one, so that they mix; turns
   *     that follow one another take all of them
   */
  Map<String, Integer> from(Chapter chapter, long turn) {
    Map<String, Integer> armed = new TreeMap<>();
    places.forEach(
        (point, place) -> {
          if (place.chapter() == chapter) {
            armed.put(point, 1 + Math.floorMod(turn + point.hashCode(), place.times()));
          }
        });
    return armed;
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(Points.class.getResourceAsStream("points.txt"), "points.txt");
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      return reader.lines().toList();
    }
  }
}
