package dev.ingot.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.Safeguards;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResilienceTest {
  @Test
  void theDefaultsAreThoseOfTheParts() {
    assertThat(Resilience.standard().safeguards()).isEqualTo(Safeguards.DEFAULT);
    assertThat(Resilience.standard().retry()).isEqualTo(RetryPolicy.DEFAULT);
  }

  @Test
  void everyKeyArrives() {
    Map<String, String> settings =
        Map.of(
            "ingot.retry.tries", "3",
            "ingot.retry.first", "1s",
            "ingot.retry.longest", "2s",
            "ingot.breaker.failures", "20",
            "ingot.breaker.window", "1m",
            "ingot.breaker.calls", "7",
            "ingot.breaker.wait", "5s",
            "ingot.breaker.probes", "2",
            "ingot.rate.share", "0.5");

    assertThat(Config.read(Resilience.class, settings))
        .isEqualTo(
            new Resilience(
                new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(2)),
                20,
                Duration.ofMinutes(1),
                7,
                Duration.ofSeconds(5),
                2,
                0.5));
  }

  @ParameterizedTest
  @CsvSource({
    "ingot.retry.tries, 0",
    "ingot.breaker.failures, 0",
    "ingot.breaker.window, 100ms",
    "ingot.breaker.calls, 0",
    "ingot.breaker.wait, 0s",
    "ingot.breaker.probes, 0",
    "ingot.rate.share, 0",
  })
  void refusesWhatIsOutOfRange(String key, String value) {
    assertThatThrownBy(() -> Config.read(Resilience.class, Map.of(key, value)))
        .isInstanceOf(ConfigException.class);
  }
}
