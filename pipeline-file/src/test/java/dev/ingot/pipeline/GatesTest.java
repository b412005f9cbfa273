package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.ingot.events.RolloutPlan;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesTest {
  @Test
  void withoutMoreThereIsALimitAndAComparisonOfErrors() {
    Gates gates = Gates.of(VerifyPlan.newBuilder().build());

    assertThat(gates).isEqualTo(new Gates(1, 1));
    // 700, and a fiftieth of alpha is kept for the time in which a rollout stands.
    assertThat(gates.evidenceNeeded(4, 3, 0.01)).isCloseTo(714.3, offset(0.1));
  }

  @Test
  void everyQuantileAndEveryToleranceAndLimitOfAMetricIsAGate() {
    VerifyPlan all = Samples.parse(Samples.EVERYTHING).plans().getFirst().getVerify();

    assertThat(Gates.of(all)).isEqualTo(new Gates(3, 6));
    assertThat(Gates.of(all).evidenceNeeded(2, 1, 0.01)).isCloseTo(1_200 / 0.98, offset(1e-6));
  }

  /** Ticks of a second; four steps need 12 of them for three comparisons, and 13 for four. */
  @ParameterizedTest
  @CsvSource({
    "'5,25,50,100', '12,12,12,2', 3", // the last bake has no room for a comparison
    "'5,25,50,100', '13,13,13,12', 3",
    "'5,25,50,100', '12,12,12,30', 3", // one more gate would make the others' bakes too short
    "'5,25,50,100', '13,13,13,13', 4",
    "'100', '9', 0",
    "'100', '10', 1"
  })
  void theStepToAHundredIsComparedWhereThereIsRoom(String steps, String bakes, int compared) {
    RolloutPlan rollout =
        RolloutPlan.newBuilder()
            .setSteps(numbers(steps).map(Long::intValue).toList())
            .setBakes(numbers(bakes).map(seconds -> 1_000 * seconds).toList())
            .build();

    assertThat(Gates.compared(rollout, VerifyPlan.newBuilder().build(), Duration.ofSeconds(1)))
        .isEqualTo(compared);
  }

  @Test
  void theWarmUpLeavesNoRoom() {
    RolloutPlan rollout =
        RolloutPlan.newBuilder().setSteps(List.of(100)).setBakes(List.of(10_000L)).build();
    VerifyPlan warming = VerifyPlan.newBuilder().setWarmup(1_000).build();

    assertThat(Gates.compared(rollout, warming, Duration.ofSeconds(1))).isZero();
  }

  private static Stream<Long> numbers(String list) {
    return Arrays.stream(list.split(",")).map(Long::valueOf);
  }

  /** What fires in a step and what fires while it stands after it come to the gate's share. */
  @Test
  void alphaIsWhatBothSpendTogether() {
    double needed = new Gates(1, 1).evidenceNeeded(4, 3, 0.01);

    assertThat(7 * (1 / needed + 1 / (needed * Gates.WHILE_STANDING)))
        .isCloseTo(0.01, offset(1e-12));
  }
}
