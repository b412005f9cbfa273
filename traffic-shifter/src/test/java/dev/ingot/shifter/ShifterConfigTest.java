package dev.ingot.shifter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.guard.GuardConfig;
import dev.ingot.stage.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShifterConfigTest {
  @Test
  void hasDefaults() {
    assertThat(Config.read(ShifterConfig.class, Map.of())).isEqualTo(Fixtures.config());
  }

  @Test
  void takesEveryKey() {
    Map<String, String> settings =
        Map.of(
            "ingot.environments.file", "/etc/ingot/environments.yaml",
            "ingot.look.interval", "250ms",
            "ingot.shifter.judge.room", "1s",
            "ingot.shifter.guard.room", "2s",
            "ingot.shifter.begin.within", "3s",
            "ingot.shifter.settle", "0s",
            "ingot.shifter.longest", "4s",
            "ingot.guard.interval", "5s");

    assertThat(Config.read(ShifterConfig.class, settings))
        .isEqualTo(
            new ShifterConfig(
                new GuardConfig(Path.of("/etc/ingot/environments.yaml"), Duration.ofSeconds(5)),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ZERO,
                Duration.ofSeconds(4)));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> Config.read(ShifterConfig.class, Map.of("ingot.guard.interval", "0s")))
        .hasMessageContaining("ingot.guard.interval");
  }
}
