package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinimumBakeTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "100, 9", "400, 11", "800, 13"})
  void fewestTicksForTheEvidence(double needed, int ticks) {
    assertThat(MinimumBake.ticks(needed)).isEqualTo(ticks);
  }

  @Test
  void nobodyChangesTheBets() {
    MinimumBake.bets()[0] = 1;

    assertThat(MinimumBake.bets()[0]).isEqualTo(0.2);
  }

  @Test
  void lastStepHasNothingToCompareWithAndNeedsTwoTicks() {
    assertThat(MinimumBake.of(100, 700, Duration.ofSeconds(60), Duration.ofSeconds(5)))
        .isEqualTo(Duration.ofSeconds(185));
  }

  @Test
  void comparedStepNeedsItsTicksAfterTheWarmup() {
    assertThat(MinimumBake.of(25, 100, Duration.ofSeconds(1), Duration.ofSeconds(5)))
        .isEqualTo(Duration.ofSeconds(15));
  }
}
