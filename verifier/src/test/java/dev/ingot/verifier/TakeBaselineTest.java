package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.stage.testkit.Events;
import dev.ingot.verifier.sources.Asked;
import dev.ingot.verifier.sources.Both;
import dev.ingot.verifier.sources.MeasurementSource;
import dev.ingot.verifier.sources.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What instances have counted in the steps before one to 100 %, and while the rollout stood. */
class TakeBaselineTest {
  private static final Duration BAKE = Duration.ofMinutes(10);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant STOOD = Instant.parse("2026-11-01T20:00:00Z");

  private final Asked orders = new Asked("orders", SourceKind.SCRAPE, Optional.of(metric()), false);

  /** Ten minutes of a step; then ticks of 5 s for an hour, or of the source's, then of 30 s. */
  private static List<MeasurementTaken> history(Duration tick, Duration stood) {
    List<MeasurementTaken> all = new ArrayList<>();
    add(all, "scrape", STOOD.minus(BAKE), STOOD, tick);
    Duration soon = tick.toSeconds() < 5 ? Duration.ofSeconds(6) : tick;
    Duration late = tick.toSeconds() < 30 ? Duration.ofSeconds(30) : tick;
    Instant end = STOOD.plus(stood);
    Instant change = stood.compareTo(HOUR) < 0 ? end : STOOD.plus(HOUR);
    add(all, "scrape-standing", STOOD, change, soon);
    add(all, "scrape-standing", change, end, late);
    return all;
  }

  private static void add(
      List<MeasurementTaken> all, String source, Instant from, Instant to, Duration tick) {
    for (Instant at = from; !at.plus(tick).isAfter(to); at = at.plus(tick)) {
      all.add(
          MeasurementTaken.newBuilder(Events.measurementTaken().build())
              .setId(source + at)
              .setStep(0)
              .setSource(source)
              .setMetric("orders")
              .setTickStart(at)
              .setTickLength(tick.toMillis())
              .setLive(Events.counts(100, 1))
              .build());
    }
  }

  private static TrafficShifted shift(Instant at) {
    return TrafficShifted.newBuilder(Rollouts.shift())
        .setWeight(100)
        .setStep(1)
        .setSteps(2)
        .setComparedSteps(2)
        .setBake(BAKE.toMillis())
        .setShiftedAt(at)
        .build();
  }

  private List<MeasurementTaken> taken(List<MeasurementTaken> all, Duration tick, Instant at) {
    return new TakeBaseline(shift(at), all).of(orders, new Scrape(tick), at.plusSeconds(120));
  }

  @ParameterizedTest(name = "ticks of {0} s after {1} min: the last is {2} min old")
  @CsvSource({
    "2, 0, 0",
    "5, 0, 0",
    // The step's own, as those of the time since are longer.
    "2, 20, 20",
    "2, 60, 60",
    "5, 20, 0",
    "5, 60, 0",
    "5, 90, 30",
    "5, 120, 60",
    "30, 600, 0",
    "60, 600, 0",
  })
  void takesTheLatestOfTheSameLength(int seconds, int minutes, int old) {
    Duration tick = Duration.ofSeconds(seconds);
    Instant at = STOOD.plusSeconds(60L * minutes);

    List<MeasurementTaken> taken = taken(history(tick, Duration.ofMinutes(minutes)), tick, at);

    assertThat(taken)
        .allSatisfy(one -> assertThat(Samples.decode(one.getLive())).isPresent())
        .allSatisfy(one -> assertThat(one.getSource()).isEqualTo("scrape-before"))
        .extracting(MeasurementTaken::getTickStart)
        .doesNotHaveDuplicates()
        .isSorted()
        .hasSize((int) BAKE.dividedBy(tick))
        .endsWith(at.minusSeconds(60L * old).minus(tick));
  }

  @ParameterizedTest
  @CsvSource({"2, 70", "2, 600", "5, 130", "5, 600"})
  void whatIsTooOldIsNotTakenWhichIsTold(int seconds, int minutes) {
    Duration tick = Duration.ofSeconds(seconds);
    Instant at = STOOD.plusSeconds(60L * minutes);

    List<MeasurementTaken> taken = taken(history(tick, Duration.ofMinutes(minutes)), tick, at);

    assertThat(taken).hasSize(1);
    assertThat(Baseline.aside(taken))
        .hasEntrySatisfying("orders", why -> assertThat(why).contains("too long before the shift"));
    assertThat(taken(List.of(), tick, at)).isEmpty();
  }

  @Test
  void aTickThatEndsAfterTheShiftIsOfNobody() {
    Duration tick = Duration.ofSeconds(5);
    List<MeasurementTaken> all = history(tick, Duration.ofMinutes(20));
    Instant at = STOOD.plusSeconds(20 * 60 - 2);

    assertThat(taken(all, tick, at).getLast().getTickStart()).isEqualTo(at.minusSeconds(8));
  }

  private static CustomMetric metric() {
    return Metered.pair(SourceKind.SCRAPE).getVerify().getMetrics().getFirst();
  }

  private record Scrape(Duration tick) implements MeasurementSource {
    @Override
    public String name() {
      return "scrape";
    }

    @Override
    public Duration delay() {
      return Duration.ZERO;
    }

    @Override
    public boolean looksBack() {
      return false;
    }

    @Override
    public SortedMap<Instant, Both> measure(
        Asked asked, Instant from, Instant to, Optional<Both> last) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SortedMap<Instant, Both> before(Asked asked, Instant end, int ticks) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SortedMap<Instant, Both> live(Asked asked, Instant from, Instant to) {
      throw new UnsupportedOperationException();
    }
  }
}
