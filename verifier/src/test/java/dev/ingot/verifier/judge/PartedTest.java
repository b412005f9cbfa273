package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Tick.Counts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which instances of an arm are compared, and what some of them come to. */
class PartedTest {
  @Test
  void whoHadNothingToDoDoesNotCount() {
    Parted parted = parted(Map.of("a", 100L, "b", 0L, "c", 50L), 150, 3);

    assertThat(parted.instances()).containsOnlyKeys("a", "c");
    assertThat(parted.size()).isEqualTo(2);
    assertThat(parted(Map.of("a", 100L, "b", 0L), 100, 2).isParted()).isFalse();
  }

  @Test
  void whoHasNoNameCountsAndMayHaveDoneAll() {
    Parted parted = parted(Map.of("a", 100L, "b", 0L, "c", 50L), 400, 6);

    assertThat(parted.instances()).containsOnlyKeys("a", "c");
    assertThat(parted.size()).isEqualTo(5);
    assertThat(parted(Map.of("a", 100L, "b", 50L), 400, 2).size())
        .as("one at least has no name")
        .isEqualTo(3);
  }

  @Test
  void anIdleTickTellsNothingApart() {
    assertThat(parted(Map.of("a", 0L, "b", 0L), 0, 2).isParted()).isFalse();
  }

  /** Five of which two have names: one and two can be taken, three and four by leaving some out. */
  @Test
  void someAreNamedOnesOrAllButNamedOnes() {
    Rest rest = Rest.of(parted(Map.of("a", 100L, "b", 10L), 1_110, 5), Optional.empty());

    assertThat(rest.size()).isEqualTo(5);
    for (int count = 1; count <= 5; count++) {
      assertThat(rest.has(count)).as("%d of them", count).isTrue();
    }
    assertThat(exposures(rest, 1)).containsExactlyInAnyOrder(100L, 10L);
    assertThat(exposures(rest, 2)).containsExactly(110L);
    assertThat(exposures(rest, 3)).containsExactly(1_000L);
    assertThat(exposures(rest, 4)).containsExactlyInAnyOrder(1_010L, 1_100L);
    assertThat(exposures(rest, 5)).containsExactly(1_110L);
  }

  /** Six of which two have names: three are neither named ones nor all but named ones. */
  @Test
  void hasNotWhatCannotBeMadeOfNames() {
    Rest rest = Rest.of(parted(Map.of("a", 100L, "b", 10L), 1_110, 6), Optional.empty());

    assertThat(rest.has(3)).isFalse();
    assertThat(rest.has(2)).isTrue();
    assertThat(rest.has(4)).isTrue();
  }

  @Test
  void isOneLessWithoutANamedOne() {
    Rest rest = Rest.of(parted(Map.of("a", 100L, "b", 10L), 1_110, 5), Optional.of("a"));

    assertThat(rest.size()).isEqualTo(4);
    assertThat(rest.all()).isEqualTo(new Counts(1_010, 0));
    assertThat(exposures(rest, 1)).containsExactly(10L);
    assertThat(exposures(rest, 3)).containsExactly(1_000L);
  }

  /** Whichever turn it is. */
  private static Set<Long> exposures(Rest rest, int count) {
    Set<Long> all = new HashSet<>();
    for (int turn = 0; turn < rest.turns(count); turn++) {
      all.add(rest.some(count, (double) turn / rest.turns(count)).exposures());
    }
    return all;
  }

  private static Parted parted(Map<String, Long> requests, long all, int size) {
    Map<String, Sample> samples = new HashMap<>();
    requests.forEach((name, count) -> samples.put(name, new Sample.Counted(count, 0)));
    return Parted.of(
            new Arm(new Sample.Counted(all, 0), Steps.START, samples, size), new Counting.Counted())
        .orElseThrow();
  }
}
