package dev.ingot.examples.loadtest;

import java.time.Duration;
import java.util.List;

/**
 * What came of a burst of requests.
 *
 * @param answered how long each took that was answered well
 * @param failed those that were answered with 5xx, or not at all
 */
record Burst(List<Duration> answered, int failed) {
  Burst {
    answered = answered.stream().sorted().toList();
  }

  int sent() {
    return answered.size() + failed;
  }

  /** In percent; 0 when nothing was sent. */
  double failures() {
    return sent() == 0 ? 0 : 100.0 * failed / sent();
  }

  /** 95 % of the answers took no longer; zero when there are none. */
  Duration p95() {
    return answered.isEmpty()
        ? Duration.ZERO
        : answered.get((int) Math.ceil(0.95 * answered.size()) - 1);
  }
}
