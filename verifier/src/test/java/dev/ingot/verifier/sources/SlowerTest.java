package dev.ingot.verifier.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.SourceKind;
import dev.ingot.verifier.judge.Distribution.Buckets;
import dev.ingot.verifier.judge.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SlowerTest {
  private static final ArmCounts NOTHING = Samples.unknown("it is away");
  private static final ArmCounts ODD = Samples.encode(Optional.of(new Sample.Broken("odd")));

  private static ArmCounts pair(double total, double count) {
    return Samples.encode(Optional.of(new Sample.Counted(total, count)));
  }

  private static ArmCounts spread(Double... counts) {
    return Samples.encode(
        Optional.of(new Sample.Spread(new Buckets(List.of(10.0, 20.0), List.of(counts)))));
  }

  private static Both both(ArmCounts candidate, ArmCounts live) {
    return new Both(candidate, Optional.of(live));
  }

  private static Both alone(ArmCounts candidate) {
    return new Both(candidate, Optional.empty());
  }

  static Stream<Arguments> table() {
    return Stream.of(
        arguments("one", List.of(both(ODD, NOTHING)), both(ODD, NOTHING)),
        arguments(
            "pairs",
            List.of(both(pair(5, 1), pair(95, 2)), both(pair(6, 0), pair(94, 3))),
            both(pair(11, 1), pair(189, 5))),
        arguments(
            "without live", List.of(alone(pair(5, 1)), alone(pair(6, 0))), alone(pair(11, 1))),
        arguments(
            "histograms",
            List.of(
                both(spread(1.0, 2.0, 3.0), spread(1.0, 0.0, 0.0)),
                both(spread(0.0, 1.0, 1.0), spread(0.0, 0.0, 4.0))),
            both(spread(1.0, 3.0, 4.0), spread(1.0, 0.0, 4.0))),
        arguments(
            "the smaller part that is not known of both is left out",
            List.of(
                both(pair(5, 1), pair(95, 2)),
                both(pair(6, 6), NOTHING),
                both(NOTHING, pair(94, 3)),
                both(ODD, pair(94, 3))),
            both(pair(5, 1), pair(95, 2))),
        arguments(
            "all of the candidate where little is known of both",
            List.of(
                both(pair(6, 6), NOTHING),
                both(pair(4, 3), NOTHING),
                both(pair(5, 1), pair(95, 2))),
            both(pair(15, 10), NOTHING)),
        arguments(
            "nothing of live",
            List.of(both(pair(5, 1), NOTHING), both(pair(6, 2), NOTHING)),
            both(pair(11, 3), NOTHING)),
        arguments(
            "nothing at all",
            List.of(both(NOTHING, pair(94, 3)), both(ODD, NOTHING)),
            both(ODD, NOTHING)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void severalTicksAreOne(String what, List<Both> parts, Both expected) {
    assertThat(Slower.together(parts)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 5000, 30000",
    "5000, 5000, 30000",
    "15000, 15000, 30000",
    "60000, 60000, 60000",
    "2000, 6000, 30000",
    "7000, 7000, 35000",
    "2400, 7200, 36000"
  })
  void aPaceIsAWholeNumberOfTheOneBefore(long tick, long first, long later) {
    Slower five = Slower.of(new Steady(tick), Duration.ofMillis(tick), Duration.ofSeconds(5));
    Slower thirty = Slower.of(new Steady(tick), five.tick(), Duration.ofSeconds(30));

    assertThat(five.tick()).isEqualTo(Duration.ofMillis(first));
    assertThat(thirty.tick()).isEqualTo(Duration.ofMillis(later));
  }

  @Test
  void measuresEveryTickOfTheSource() {
    Instant from = Instant.EPOCH.plusSeconds(3);
    Slower slower = Slower.of(new Steady(1_000), Duration.ofSeconds(1), Duration.ofSeconds(5));
    Asked errors = new Asked("errors", SourceKind.LOAD_BALANCER, Optional.empty(), false);

    assertThat(slower.measure(errors, from, from.plusSeconds(10), Optional.empty()))
        .isEqualTo(Map.of(from, alone(pair(5, 0)), from.plusSeconds(5), alone(pair(5, 0))));
    assertThat(slower.name()).isEqualTo("steady-standing");
    assertThat(slower.mostTicks()).isEqualTo(120);
  }

  /** One request in each tick. */
  private record Steady(long millis) implements MeasurementSource {
    @Override
    public String name() {
      return "steady";
    }

    @Override
    public Duration tick() {
      return Duration.ofMillis(millis);
    }

    @Override
    public Duration delay() {
      return Duration.ZERO;
    }

    @Override
    public SortedMap<Instant, Both> measure(
        Asked asked, Instant from, Instant to, Optional<Both> last) {
      SortedMap<Instant, Both> all = new TreeMap<>();
      for (Instant at = from; at.isBefore(to); at = at.plus(tick())) {
        all.put(at, alone(pair(1, 0)));
      }
      return all;
    }

    @Override
    public boolean looksBack() {
      return false;
    }

    @Override
    public SortedMap<Instant, Both> live(Asked asked, Instant from, Instant to) {
      return new TreeMap<>();
    }

    @Override
    public SortedMap<Instant, Both> before(Asked asked, Instant end, int ticks) {
      throw new IllegalStateException("nobody asks");
    }
  }
}
