package dev.ingot.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.stage.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvisionerConfigTest {
  @Test
  void hasDefaults() {
    assertThat(Config.read(ProvisionerConfig.class, Map.of())).isEqualTo(Fixtures.config());
  }

  @Test
  void takesEveryKey() {
    Map<String, String> settings =
        Map.of(
            "ingot.environments.file", "/etc/ingot/environments.yaml",
            "ingot.look.interval", "250ms",
            "ingot.provisioner.replacements", "3",
            "ingot.provisioner.longest", "1h",
            "ingot.freeze.longest", "2h",
            "ingot.sweeper.interval", "1s");

    assertThat(Config.read(ProvisionerConfig.class, settings))
        .isEqualTo(
            new ProvisionerConfig(
                Path.of("/etc/ingot/environments.yaml"),
                Duration.ofMillis(250),
                3,
                Duration.ofHours(1),
                Duration.ofHours(2),
                Duration.ofSeconds(1)));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(
            () ->
                Config.read(ProvisionerConfig.class, Map.of("ingot.provisioner.replacements", "0")))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(
            () -> Config.read(ProvisionerConfig.class, Map.of("ingot.look.interval", "0s")))
        .hasMessageContaining("ingot.look.interval");
  }
}
