package dev.ingot.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PreloadTest {
  @Test
  void theRateIsOfThoseAfterTheFirstStamp() {
    assertThat(Preload.perSecond(new long[] {1_000, 1_000, 1_100, 1_500})).isEqualTo(4);
  }

  @Test
  void oneStampIsNoRate() {
    assertThat(Preload.perSecond(new long[] {1_000, 1_000})).isZero();
  }
}
