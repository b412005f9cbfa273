package dev.ingot.benchmarks.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ingot.benchmarks.rollouts.Setting.Trouble;
import dev.ingot.benchmarks.rollouts.Trial.Verdicts;
import org.junit.jupiter.api.Test;

class TrialTest {
  private static final Setting CALM = Setting.identical(1_000, 0.1, 0.01, 0.71, false);

  @Test
  void comesOutTheSameFromTheSameSeed() {
    assertThat(Trial.of(CALM, 50, 60, 1, 0, 7)).isEqualTo(Trial.of(CALM, 50, 60, 1, 0, 7));
    assertThat(Trial.of(CALM, 50, 60, 1, 0, 7)).isNotEqualTo(Trial.of(CALM, 50, 60, 1, 0, 8));
  }

  @Test
  void ownJudgeLeavesIdenticalVersionsAloneAndOthersDoNot() {
    Trial trial = Trial.of(CALM, 300, 60, 1, 0, 7);
    assertThat(trial.verdicts().getFirst().share()).isLessThan(0.02);
    assertThat(trial.verdicts().get(1).share()).as("z-test").isGreaterThan(0.08);
  }

  @Test
  void everybodySeesTotalFailure() {
    Setting dead =
        new Setting(
            1_000,
            0.1,
            0.01,
            0,
            false,
            new Trouble("dead", Double.POSITIVE_INFINITY, 1, Integer.MAX_VALUE));
    Trial trial = Trial.of(dead, 50, 60, 1.2, 0, 7);
    assertThat(trial.verdicts()).allSatisfy(v -> assertThat(v.rolledBack()).isEqualTo(50));
    assertThat(trial.verdicts().getFirst().p95Seconds()).isEqualTo(1);
  }

  /** R: binom.test(25, 4000, conf.level = 0.98)$conf.int[2] is 0.0098…; of 0, 1 - 0.01^(1/n). */
  @Test
  void knowsTheUpperBound() {
    assertThat(new Verdicts("", 25, 4_000, 0, 0, 0, 0).upperBound()).isBetween(0.0096, 0.01);
    assertThat(new Verdicts("", 26, 4_000, 0, 0, 0, 0).upperBound()).isGreaterThan(0.00995);
    assertThat(new Verdicts("", 0, 1_000, 0, 0, 0, 0).upperBound())
        .isCloseTo(1 - Math.pow(0.01, 1.0 / 1_000), within(1e-9));
    assertThat(new Verdicts("", 5, 5, 0, 0, 0, 0).upperBound()).isEqualTo(1);
  }

  @Test
  void kayentaKnowsHighFromPass() {
    double[] control = {1, 1.1, 0.9, 1.05, 0.95, 1, 1.02, 0.98, 1.01, 0.99};
    double[] high = {2, 2.1, 1.9, 2.05, 1.95, 2, 2.02, 1.98, 2.01, 1.99};
    double[] slightlyNoisy = {1, 1.2, 0.8, 1.1, 0.9, 1.3, 0.7, 1, 1.01, 0.99};
    assertThat(Kayenta.isHigh(high, control)).isTrue();
    assertThat(Kayenta.isHigh(control, high)).isFalse();
    assertThat(Kayenta.isHigh(slightlyNoisy, control)).isFalse();
    assertThat(Kayenta.isHigh(control, control)).isFalse();
    assertThat(Kayenta.isHigh(new double[0], control)).isFalse();
  }
}
