package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimerThreadTest {
  private static final long GRAIN = Duration.ofMillis(50).toNanos();

  @Test
  void shortWaitsAreKeptToTheNanosecond() {
    long nanos = Duration.ofMillis(1_999).toNanos();

    assertThat(TimerThread.inGroups(nanos, 12_345)).isEqualTo(nanos);
  }

  @Test
  void longWaitsThatEndCloseToEachOtherEndTogether() {
    long minute = Duration.ofMinutes(1).toNanos();
    long now = 7 * GRAIN + 1;

    assertThat(now + TimerThread.inGroups(minute, now))
        .isEqualTo(now + 1_000 + TimerThread.inGroups(minute, now + 1_000));
  }

  /** The machine's time may be negative, and may overflow. */
  @Property
  void aLongWaitIsNeverShorterAndHardlyLonger(
      @ForAll long now, @ForAll @LongRange(min = 2_000_000_000L, max = 1L << 50) long nanos) {
    assertThat(TimerThread.inGroups(nanos, now) - nanos).isBetween(0L, GRAIN - 1);
  }
}
