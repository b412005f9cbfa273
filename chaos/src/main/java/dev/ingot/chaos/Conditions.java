package dev.ingot.chaos;

import java.time.Duration;

/**
 * What a run is made of; two runs with the same have the same records and the same schedule.
 *
 * @param time that records are fed for, 20 s or more
 * @param seed of everything that is random
 * @param brokers 1, or 3 of which any one may be away
 * @param workers processes at the start, 2 to 16
 * @param rate records a second, 1 to 1,000
 */
record Conditions(Duration time, long seed, int brokers, int workers, int rate) {
  /** Silence after which the brokers give a worker's partitions to another. */
  static final Duration SESSION = Duration.ofSeconds(4);

  Conditions {
    require(time.toSeconds() >= 20, "a run takes 20 s or more");
    require(brokers == 1 || brokers == 3, "there are 1 or 3 brokers");
    require(workers >= 2 && workers <= 16, "there are 2 to 16 workers");
    require(rate >= 1 && rate <= 1_000, "the rate is 1 to 1,000 records a second");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  /** Records of the run, but for the last one of each resource. */
  int records() {
    return Math.toIntExact(time.toMillis() * rate / 1_000);
  }

  /** The command line that repeats the run. */
  String command() {
    return "./ingot chaos --duration %ds --seed %d --brokers %d --workers %d --rate %d"
        .formatted(time.toSeconds(), seed, brokers, workers, rate);
  }
}
