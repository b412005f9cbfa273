package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

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
      SplittableRandom random = new SplittableRandom(run);
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
  void takesLimitsOnlyBetweenZeroAndAHalf() {
    assertThatThrownBy(() -> new LimitTest(0)).hasMessageContaining("between 0 and 0.5");
    assertThatThrownBy(() -> new LimitTest(0.5)).hasMessageContaining("between 0 and 0.5");
    LimitTest largest = new LimitTest(0.499);
    largest.add(new Counts(1_000_000, 1_000_000));
    assertThat(largest.logEvidence()).isGreaterThan(NEEDED);
  }
}
