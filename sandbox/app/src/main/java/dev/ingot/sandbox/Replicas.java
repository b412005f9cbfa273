package dev.ingot.sandbox;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How many there are of each worker. */
record Replicas(Map<Worker, Integer> counts) {
  private static final int MOST = 8;

  Replicas {
    counts = Collections.unmodifiableMap(new EnumMap<>(counts));
  }

  int of(Worker worker) {
    return counts.getOrDefault(worker, 1);
  }

  /**
   * One number for all workers, or such as {@code traffic-shifter=2,verifier=2}: then one of each
   * other.
   *
   * @throws IllegalArgumentException saying what it takes
   */
  static Replicas parse(String text) {
    Map<Worker, Integer> counts = new EnumMap<>(Worker.class);
    if (!text.contains("=")) {
      int all = number(text);
      Stream.of(Worker.values()).forEach(worker -> counts.put(worker, all));
      return new Replicas(counts);
    }
    for (String part : text.split(",", -1)) {
      String[] sides = part.split("=", 2);
      counts.put(worker(sides[0]), number(sides.length == 2 ? sides[1] : ""));
    }
    return new Replicas(counts);
  }

  private static Worker worker(String title) {
    Optional<Worker> found =
        Stream.of(Worker.values()).filter(w -> w.title().equals(title.strip())).findFirst();
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                "'%s' is no worker; they are %s".formatted(title, String.join(", ", titles()))));
  }

  private static Iterable<String> titles() {
    return Stream.of(Worker.values()).map(Worker::title).toList();
  }

  private static int number(String text) {
    String digits = text.strip();
    if (digits.matches("[1-9]") && Integer.parseInt(digits) <= MOST) {
      return Integer.parseInt(digits);
    }
    throw new IllegalArgumentException(
        "'%s' is no number of replicas; it is from 1 to %d".formatted(text, MOST));
  }
}
