package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicasTest {
  @Test
  void aNumberIsForEveryWorker() {
    Replicas three = Replicas.parse("3");

    assertThat(Worker.values()).allSatisfy(worker -> assertThat(three.of(worker)).isEqualTo(3));
  }

  @Test
  void whatIsNotNamedIsThereOnce() {
    Replicas some = Replicas.parse("traffic-shifter=2, verifier=4");

    assertThat(some.of(Worker.TRAFFIC_SHIFTER)).isEqualTo(2);
    assertThat(some.of(Worker.VERIFIER)).isEqualTo(4);
    assertThat(some.of(Worker.PROVISIONER)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "9", "-1", "two", "shifter=2", "verifier=", "verifier=2,"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Replicas.parse(text));
  }
}
