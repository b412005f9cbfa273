package dev.ingot.sandbox.cloud.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.proxy.Counters.Tick;
import dev.ingot.sandbox.cloud.proxy.TickCounters.Ending;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickCountersTest {
  private final SettableClock clock = new SettableClock();
  private final TickCounters counters = new TickCounters(clock);

  @Test
  void onlyClosedSecondsAreToldWithZerosBetween() {
    answered(200);
    clock.second = 1_002;
    answered(503);
    clock.second = 1_003;
    answered(200);

    List<Tick> ticks = counters.ticks("blue", 0, 2_000);

    assertThat(ticks).extracting(Tick::epochSecond).containsExactly(1_000L, 1_001L, 1_002L);
    assertThat(ticks).extracting(Tick::requests).containsExactly(1L, 0L, 1L);
    assertThat(ticks).extracting(Tick::status5xx).containsExactly(0L, 0L, 1L);
    assertThat(counters.ticks("blue", 1_001, 1_002)).hasSize(1);
  }

  @Test
  void anUnknownGroupHasZeros() {
    clock.second = 1_002;

    assertThat(counters.ticks("never", 1_000, 1_002))
        .extracting(Tick::requests)
        .containsExactly(0L, 0L);
  }

  @Test
  void everyEndingIsARequestOfItsKind() {
    counters.count("blue", new Ending.Answered(204, Duration.ofMillis(250)));
    counters.count("blue", new Ending.Answered(404, Duration.ofMillis(750)));
    counters.count("blue", new Ending.ConnectionError());
    counters.count("blue", new Ending.TimedOut());
    counters.count("blue", new Ending.ClientGone());
    clock.second++;

    assertThat(counters.ticks("blue", 0, 2_000))
        .containsExactly(new Tick(1_000, 5, 1, 0, 1, 0, 1, 1, 1.0, 0.75, times(0.25, 0.75)));
  }

  @Test
  void answersAreCountedBetweenBoundsAndByQuantile() {
    ResponseTimes times = times(0.1, 0.2, 0.2, 0.9);

    assertThat(times.count()).isEqualTo(4);
    assertThat(times.between(0.15, 0.3)).isEqualTo(2);
    assertThat(times.between(Double.NEGATIVE_INFINITY, 0.15)).isEqualTo(1);
    assertThat(times.between(0.3, Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(times.quantile(0.5)).isBetween(0.2, 0.202);
    assertThat(times.plus(times).quantile(0.99)).isBetween(0.9, 0.91);
  }

  private static ResponseTimes times(double... seconds) {
    ResponseTimes times = new ResponseTimes();
    for (double one : seconds) {
      times.add(one);
    }
    return times;
  }

  @Test
  void anHourIsRemembered() {
    answered(200);
    clock.second += TickCounters.MEMORY - 1;
    assertThat(counters.ticks("blue", 0, 99_999).get(0).requests()).isEqualTo(1);

    clock.second++;
    answered(200);

    List<Tick> ticks = counters.ticks("blue", 0, 99_999);
    assertThat(ticks).hasSize(TickCounters.MEMORY - 1);
    assertThat(ticks).extracting(Tick::requests).containsOnly(0L);
  }

  @Test
  void aClockThatStepsBackChangesNoClosedSecond() {
    clock.second = 1_005;
    answered(200);
    clock.second = 1_003;
    answered(200);

    assertThat(counters.ticks("blue", 0, 2_000)).hasSize(5).allMatch(t -> t.requests() == 0);
    clock.second = 1_006;
    assertThat(counters.ticks("blue", 1_005, 2_000).get(0).requests()).isEqualTo(2);
  }

  @Test
  void requestsInFlightAreCountedUntilTheyEnd() {
    counters.begin("blue", "a");
    counters.begin("blue", "b");
    counters.release("blue", "a");

    assertThat(counters.inFlight("blue")).isEqualTo(1);
    assertThat(counters.inFlightOnTarget("a")).isZero();
    assertThat(counters.inFlightOnTarget("b")).isEqualTo(1);
  }

  private void answered(int status) {
    counters.count("blue", new Ending.Answered(status, Duration.ofMillis(1)));
  }

  private static final class SettableClock extends Clock {
    private long second = 1_000;

    @Override
    public Instant instant() {
      return Instant.ofEpochSecond(second);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
