package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.VerifyPlan;
import org.junit.jupiter.api.Test;

class GatesTest {
  @Test
  void withoutMoreThereIsALimitAndAComparisonOfErrors() {
    Gates gates = Gates.of(VerifyPlan.newBuilder().build());

    assertThat(gates).isEqualTo(new Gates(1, 1));
    assertThat(gates.evidenceNeeded(4, 3, 0.01)).isEqualTo(MinimumBake.evidenceNeeded(4, 3, 0.01));
  }

  @Test
  void everyQuantileAndEveryToleranceAndLimitOfAMetricIsAGate() {
    VerifyPlan all = Samples.parseAll(Samples.EVERYTHING).plans().getFirst().getVerify();

    assertThat(Gates.of(all)).isEqualTo(new Gates(3, 6));
    assertThat(Gates.of(all).evidenceNeeded(2, 1, 0.01)).isEqualTo(1_200);
  }
}
