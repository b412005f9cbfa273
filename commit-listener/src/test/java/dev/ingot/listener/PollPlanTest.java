package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PollPlanTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void everyRepositoryIsDueAtItsOwnTimes() {
    PollPlan plan = new PollPlan(MINUTE, new SplittableRandom(7));
    Set<String> repositories = new TreeSet<>();
    for (int i = 0; i < 100; i++) {
      repositories.add("r" + i);
    }
    Map<String, List<Integer>> times = new HashMap<>();
    int most = 0;
    for (int second = 0; second < 600; second++) {
      List<String> due = plan.due(repositories, Instant.ofEpochSecond(second));
      most = Math.max(most, due.size());
      for (String repository : due) {
        times.computeIfAbsent(repository, r -> new ArrayList<>()).add(second);
      }
    }

    assertThat(times.keySet()).isEqualTo(repositories);
    assertThat(most).as("asked in the same second").isLessThan(15);
    assertThat(times.values())
        .allSatisfy(
            seconds -> {
              assertThat(seconds.get(0)).isLessThanOrEqualTo(60);
              for (int i = 1; i < seconds.size(); i++) {
                assertThat(seconds.get(i) - seconds.get(i - 1)).isBetween(45, 76);
              }
            });
  }

  @Test
  void forgetsWhatIsNotRegisteredAnyMore() {
    PollPlan plan = new PollPlan(MINUTE, new SplittableRandom(7));
    plan.due(Set.of("a"), Instant.EPOCH);

    assertThat(plan.due(Set.of(), Instant.EPOCH.plus(MINUTE))).isEmpty();
    assertThat(plan.due(Set.of("a"), Instant.EPOCH.plus(MINUTE))).isEmpty();
  }
}
