package dev.ingot.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * When each repository is asked next: every so often, but at no fixed time, so that neither many
 * repositories of one host nor many listeners march in step.
 */
final class PollPlan {
  private static final double JITTER = 0.25;

  private final Duration interval;
  private final RandomGenerator chance;
  private final Map<String, Instant> next = new HashMap<>();

  PollPlan(Duration interval, RandomGenerator chance) {
    this.interval = interval;
    this.chance = chance;
  }

  /**
   * Those that are due now; each is due again after the interval, more or less a quarter. One that
   * is new is due at any time within the first interval.
   */
  List<String> due(Set<String> repositories, Instant now) {
    next.keySet().retainAll(repositories);
    List<String> due = new ArrayList<>();
    for (String repository : repositories) {
      Instant when = next.computeIfAbsent(repository, r -> now.plus(share(chance.nextDouble())));
      if (!now.isBefore(when)) {
        due.add(repository);
        next.put(repository, now.plus(share(1 + JITTER * (2 * chance.nextDouble() - 1))));
      }
    }
    return due;
  }

  private Duration share(double share) {
    return Duration.ofNanos((long) (interval.toNanos() * share));
  }
}
