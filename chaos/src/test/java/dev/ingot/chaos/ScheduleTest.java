package dev.ingot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.chaos.Fault.About;
import dev.ingot.chaos.Fault.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static Conditions conditions(Duration time, long seed) {
    return new Conditions(time, seed, 3, 5, 60);
  }

  private static List<Fault> ofAQuarterOfAnHour() {
    return Schedule.of(conditions(Duration.ofMinutes(15), 1));
  }

  @Test
  void theSameSeedGivesTheSameSchedule() {
    assertThat(ofAQuarterOfAnHour()).isEqualTo(ofAQuarterOfAnHour());
    assertThat(Schedule.of(conditions(Duration.ofMinutes(15), 2)))
        .isNotEqualTo(ofAQuarterOfAnHour());
  }

  @Test
  void aQuarterOfAnHourHasThirtyFaultsOfEachKindOnWorkersAndFiveOnBrokers() {
    for (long seed = 0; seed < 50; seed++) {
      List<Fault> schedule = Schedule.of(conditions(Duration.ofMinutes(15), seed));
      Map<Kind, Long> counts =
          schedule.stream().collect(Collectors.groupingBy(Fault::kind, Collectors.counting()));

      assertThat(Stream.of(Kind.values()).filter(kind -> kind.about == About.WORKERS))
          .as("seed %d: %s", seed, counts)
          .allMatch(kind -> counts.getOrDefault(kind, 0L) >= 30);
      assertThat(schedule.stream().filter(fault -> fault.kind().about == About.BROKERS))
          .hasSizeGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void aShortRunHasABrokerFaultToo() {
    assertThat(Schedule.of(conditions(Duration.ofSeconds(40), 3)))
        .extracting(fault -> fault.kind().about)
        .contains(About.BROKERS, About.REGISTRY, About.WORKERS);
  }

  @Test
  void itIsInTheOrderOfTimeAndOverBeforeTheEnd() {
    List<Fault> schedule = ofAQuarterOfAnHour();

    assertThat(schedule).isSortedAccordingTo(Comparator.comparing(Fault::at));
    assertThat(schedule)
        .allMatch(fault -> fault.end().compareTo(Duration.ofMinutes(15)) < 0)
        .allMatch(fault -> !fault.at().isNegative());
  }

  @Test
  void onlyThoseWhoAreThereAreDisturbedAndOneStaysAtLeast() {
    for (long seed = 0; seed < 50; seed++) {
      Set<Integer> slots = new HashSet<>(IntStream.range(0, 5).boxed().toList());
      for (Fault fault : Schedule.of(conditions(Duration.ofMinutes(15), seed))) {
        if (fault.kind() == Kind.ADD) {
          assertThat(slots.add(fault.target())).isTrue();
        } else if (fault.kind() == Kind.REMOVE) {
          assertThat(slots.remove(fault.target())).isTrue();
        } else if (fault.kind().about == About.WORKERS) {
          assertThat(slots).contains(fault.target());
        }
        assertThat(slots).hasSizeBetween(4, 6);
      }
    }
  }

  @Test
  void theFrozenSleepLongerThanTheirSession() {
    assertThat(ofAQuarterOfAnHour())
        .filteredOn(fault -> fault.kind() == Kind.FREEZE || fault.kind() == Kind.REPLACE)
        .allMatch(fault -> fault.lasting().compareTo(Conditions.SESSION) > 0);
  }
}
