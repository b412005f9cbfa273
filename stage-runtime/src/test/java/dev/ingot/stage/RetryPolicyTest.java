package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  @Test
  void waitsGrowToTheLongest() {
    RetryPolicy policy = RetryPolicy.DEFAULT;

    assertThat(policy.waitAfter(1)).isBetween(Duration.ofMillis(250), Duration.ofMillis(750));
    assertThat(policy.waitAfter(4)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
    assertThat(policy.waitAfter(100)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  @Test
  void refusesNoTriesAndNoWait() {
    Duration second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new RetryPolicy(0, second, second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, second, Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
