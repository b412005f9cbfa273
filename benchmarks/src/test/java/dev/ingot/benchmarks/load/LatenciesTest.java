package dev.ingot.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final Latencies HUNDRED = upTo(100);

  @Test
  void percentileIsAMeasuredValue() {
    assertThat(HUNDRED.percentile(0.50)).isEqualTo(50);
    assertThat(HUNDRED.percentile(0.99)).isEqualTo(99);
    assertThat(HUNDRED.percentile(1)).isEqualTo(100);
    assertThat(HUNDRED.percentile(0)).isEqualTo(1);
  }

  @Test
  void medianIsTakenOverRounds() {
    assertThat(Latencies.median(List.of(upTo(10), upTo(1_000), upTo(20)), l -> l.percentile(1)))
        .isEqualTo(20);
    assertThat(Latencies.median(List.of(upTo(10), upTo(20)), l -> l.percentile(1))).isEqualTo(15);
  }

  @Test
  void nothingMeasuredIsNoResult() {
    assertThatThrownBy(() -> new Latencies(new long[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** 1 ms, 2 ms and so on, the largest first. */
  private static Latencies upTo(int millis) {
    return new Latencies(
        LongStream.rangeClosed(1, millis).map(i -> (millis + 1 - i) * 1_000_000).toArray());
  }
}
