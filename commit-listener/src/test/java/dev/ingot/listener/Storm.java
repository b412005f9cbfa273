package dev.ingot.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What happens to one service in a storm of pushes: of all deliveries three in ten are sent again,
 * one is forged, one tells of an older push than the last.
 *
 * @param deliveries in order
 * @param over how long they take, evenly
 */
record Storm(List<Kind> deliveries, Duration over) {
  /** What is delivered. */
  enum Kind {
    /** The branch moves, and the host says so. */
    PUSH,
    /** The last delivery, again, with its id. */
    AGAIN,
    /** An older push, as if it had been held up. */
    LATE,
    /** Somebody who has not the secret claims a push. */
    FORGED
  }

  /** The same for the same seed. */
  static Storm of(int deliveries, Duration over, long seed) {
    List<Kind> rest = new ArrayList<>();
    add(rest, Kind.AGAIN, deliveries * 3 / 10);
    add(rest, Kind.FORGED, deliveries / 10);
    add(rest, Kind.LATE, deliveries / 10);
    add(rest, Kind.PUSH, deliveries - rest.size() - 2);
    Collections.shuffle(rest, new Random(seed));
    List<Kind> all = new ArrayList<>(List.of(Kind.PUSH, Kind.PUSH));
    all.addAll(rest);
    return new Storm(all, over);
  }

  private static void add(List<Kind> to, Kind kind, int times) {
    to.addAll(Collections.nCopies(times, kind));
  }

  /** How long after the beginning a delivery is sent. */
  Duration at(int delivery) {
    return over.multipliedBy(delivery).dividedBy(deliveries.size());
  }

  int pushes() {
    return Collections.frequency(deliveries, Kind.PUSH);
  }
}
