package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinningTest {
  @ParameterizedTest
  @CsvSource({"10, 0.1", "10, 0.9", "1000, 0.5", "1000000000000, 0.25", "7, 0", "7, 1"})
  void keepsTheRightShareWithTheRightSpread(long n, double p) {
    SplittableRandom random = new SplittableRandom(3);
    int draws = 4_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; i++) {
      long kept = Thinning.keep(n, p, random);
      assertThat(kept).isBetween(0L, n);
      double off = kept - n * p;
      sum += off;
      squares += off * off;
    }
    double variance = n * p * (1 - p);
    assertThat(sum / draws).isCloseTo(0, within(4 * Math.sqrt(variance / draws) + 1e-9));
    assertThat(squares / draws).isCloseTo(variance, within(0.15 * variance + 1e-9));
  }
}
