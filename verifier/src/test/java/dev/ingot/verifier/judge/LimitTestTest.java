package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTestTest {
  private static final double NEEDED = Math.log(100);

  @Test
  void catchesTotalFailureWithinTheFirstDozenRequests() {
    LimitTest test = new LimitTest(0.05);
    int requests = 0;
    while (test.logEvidence() < NEEDED) {
      test.add(new Counts(1, 1));
      requests++;
    }
    assertThat(requests).isLessThanOrEqualTo(12);
  }

  /** statistics.md: a median of 3.5 s and a 95th percentile of 8.5 s. */
  @Test
  void catchesThirtyPercentOfFiveRequestsASecondInSeconds() {
    double[] seconds = new double[2_000];
    for (int run = 0; run < seconds.length; run++) {
      SplittableRandom random = new SplittableRandom(run);
      LimitTest test = new LimitTest(0.05);
      int requests = 0;
      while (test.logEvidence() < NEEDED) {
        requests++;
        test.add(new Counts(1, random.nextDouble() < 0.3 ? 1 : 0));
      }
      seconds[run] = requests / 5.0;
    }
    Arrays.sort(seconds);
    assertThat(seconds[1_000]).isBetween(2.5, 4.5);
    assertThat(seconds[1_900]).isBetween(7.0, 10.0);
  }

  @Test
  void leavesAVersionAtItsLimitAlone() {
    int fired = 0;
    for (int run = 0; run < 1_000; run++) {
      SplitMix64 random = new SplitMix64(run);
      LimitTest test = new LimitTest(0.05);
      boolean rolledBack = false;
      for (int tick = 0; tick < 60 && !rolledBack; tick++) {
        test.add(new Counts(200, Thinning.keep(200, 0.05, random)));
        rolledBack = test.logEvidence() >= NEEDED;
      }
      fired += rolledBack ? 1 : 0;
    }
    assertThat(fired).isLessThanOrEqualTo(10);
  }

  @Test
  void takesLimitsOnlyBetweenZeroAndOne() {
    assertThatThrownBy(() -> new LimitTest(0)).hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> new LimitTest(1)).hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> new LimitTest(Double.NaN)).hasMessageContaining("between 0 and 1");
    LimitTest largest = new LimitTest(0.499);
    largest.add(new Counts(1_000_000, 1_000_000));
    assertThat(largest.logEvidence()).isGreaterThan(NEEDED);
  }

  /** As for a share of good ones that may not go below a limit. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.01, 0.3, 0.5, 0.9, 0.99, 0.999999})
  void tellsWhatBreaksALimitFromWhatKeepsIt(double limit) {
    LimitTest kept = new LimitTest(limit);
    LimitTest broken = new LimitTest(limit);
    long many = 1_000_000_000_000L;
    kept.add(new Counts(many, (long) (many * limit * 0.9)));
    broken.add(new Counts(many, many));
    assertThat(kept.logEvidence()).isFinite().isNegative();
    assertThat(broken.logEvidence()).isFinite().isGreaterThan(NEEDED);
  }
}
