package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.git.GitConfig;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuilderConfigTest {
  @Test
  void hasDefaults() {
    assertThat(Config.read(BuilderConfig.class, Map.of()))
        .isEqualTo(
            new BuilderConfig(
                Path.of("environments.yaml"),
                Duration.ofSeconds(5),
                Path.of(".ingot/builder"),
                Duration.ofHours(1),
                8,
                Duration.ofHours(6),
                Duration.ofHours(72),
                Duration.ofMinutes(5),
                4096,
                1024,
                Config.read(GitConfig.class, Map.of())));
  }

  @Test
  void everyKeyArrives() {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("ingot.environments.file", "/etc/ingot/environments.yaml"),
            Map.entry("ingot.look.interval", "250ms"),
            Map.entry("ingot.builder.work.dir", "/var/lib/ingot"),
            Map.entry("ingot.bake.deadline", "2h"),
            Map.entry("ingot.bakes.at.once", "3"),
            Map.entry("ingot.bakes.wait", "1h"),
            Map.entry("ingot.freeze.longest", "48h"),
            Map.entry("ingot.fetch.deadline", "1m"),
            Map.entry("ingot.builder.cache.mib", "10"),
            Map.entry("ingot.builder.source.mib", "20"),
            Map.entry("ingot.git.schemes", "file"));

    assertThat(Config.read(BuilderConfig.class, settings))
        .isEqualTo(
            new BuilderConfig(
                Path.of("/etc/ingot/environments.yaml"),
                Duration.ofMillis(250),
                Path.of("/var/lib/ingot"),
                Duration.ofHours(2),
                3,
                Duration.ofHours(1),
                Duration.ofHours(48),
                Duration.ofMinutes(1),
                10,
                20,
                Config.read(GitConfig.class, Map.of("ingot.git.schemes", "file"))));
  }

  @ParameterizedTest
  @CsvSource({
    "ingot.look.interval, 1ms",
    "ingot.bake.deadline, 1s",
    "ingot.bakes.at.once, 0",
    "ingot.bakes.wait, 25h",
    "ingot.freeze.longest, 1s",
    "ingot.fetch.deadline, 2h",
    "ingot.builder.cache.mib, 0",
    "ingot.builder.source.mib, 0",
  })
  void refusesWhatIsOutOfRange(String key, String value) {
    assertThatThrownBy(() -> Config.read(BuilderConfig.class, Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }
}
