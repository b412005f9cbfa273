package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinningTest {
  @ParameterizedTest
  @CsvSource({
    "10, 0.1", "10, 0.9", "1000, 0.5", "1000000000, 0.001", "1000000000000, 0.25",
    "1000000000000, 0.999999", "1000000000000, 1e-13", "7, 0", "7, 1", "0, 0.5"
  })
  void keepsTheRightShareWithTheRightSpread(long n, double p) {
    SplitMix64 random = new SplitMix64(3);
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

  /** Against the distribution of commons-statistics, value by value. */
  @ParameterizedTest
  @CsvSource({"12, 0.3", "60, 0.4", "200, 0.2", "5000, 0.01", "100000, 0.0005"})
  void drawsFromTheBinomialDistribution(int n, double p) {
    BinomialDistribution expected = BinomialDistribution.of(n, p);
    int low = expected.inverseCumulativeProbability(0.005);
    int high = expected.inverseCumulativeProbability(0.995);
    long[] seen = new long[high - low + 3];
    double[] due = new double[seen.length];
    int draws = 200_000;
    SplitMix64 random = new SplitMix64(11);
    for (int i = 0; i < draws; i++) {
      long kept = Thinning.keep(n, p, random);
      seen[(int) Math.clamp(kept - low + 1, 0, seen.length - 1L)]++;
    }
    for (int i = 0; i < due.length; i++) {
      due[i] =
          i == 0
              ? expected.cumulativeProbability(low - 1)
              : i == due.length - 1
                  ? expected.survivalProbability(high)
                  : expected.probability(low + i - 1);
    }
    int first = due[0] * draws < 5 ? 1 : 0;
    int end = due[due.length - 1] * draws < 5 ? due.length - 1 : due.length;
    double probability =
        ChiSquareTest.withDefaults()
            .test(Arrays.copyOfRange(due, first, end), Arrays.copyOfRange(seen, first, end))
            .getPValue();
    assertThat(probability).isGreaterThan(0.001);
  }

  @Test
  void drawsTheSameFromTheSameSeed() {
    SplitMix64 one = new SplitMix64(Seeds.of("shop-1", "errors", 1_000));
    SplitMix64 other = new SplitMix64(Seeds.of("shop-1", "errors", 1_000));
    for (int i = 0; i < 100; i++) {
      assertThat(Thinning.keep(1_000_000_000_000L, 0.37, one))
          .isEqualTo(Thinning.keep(1_000_000_000_000L, 0.37, other));
    }
  }
}
