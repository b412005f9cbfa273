package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Latency;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponseTimesTest {
  private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

  @Test
  void bucketsLieSideBySideFromAMillisecondToAMinuteAndAHalf() {
    assertThat(ResponseTimes.BOUNDS).isSorted().doesNotHaveDuplicates().hasSize(100);
    assertThat(ResponseTimes.statistics())
        .containsEntry("bucket0", "TC(:0.001)")
        .containsEntry("bucket1", "TC(0.001:0.00112)")
        .containsEntry("bucket60", "TC(0.891:1)")
        .containsEntry("bucket100", "TC(89.1:)")
        .containsEntry("p99", "p99");
  }

  @Test
  void trimmedCountsAreAHistogram() {
    Latency latency = ResponseTimes.of(T0, Map.of("bucket0", 3.0, "bucket60", 1.6, "p99", 0.9));

    assertThat(latency)
        .isInstanceOfSatisfying(
            Latency.Histogram.class,
            histogram -> {
              assertThat(histogram.counts().get(0)).isEqualTo(3);
              assertThat(histogram.counts().get(60)).isEqualTo(2);
              assertThat(histogram.counts().stream().mapToLong(c -> c).sum()).isEqualTo(5);
            });
  }

  @Test
  void withoutThemThereAreQuantilesOrNothing() {
    assertThat(ResponseTimes.of(T0, Map.of("p50", 0.1, "p99", 0.9)))
        .isEqualTo(new Latency.Quantiles(T0, Map.of(0.5, 100.0, 0.99, 900.0)));
    assertThat(ResponseTimes.of(T0, Map.of())).isEqualTo(new Latency.Unknown(T0));
  }
}
