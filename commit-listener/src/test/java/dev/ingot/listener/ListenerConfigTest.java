package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.git.GitConfig;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerConfigTest {
  @Test
  void hasDefaults() {
    assertThat(Config.read(ListenerConfig.class, Map.of()))
        .isEqualTo(
            new ListenerConfig(
                "127.0.0.1",
                8090,
                Path.of("webhook-secrets"),
                Duration.ofMinutes(1),
                new GitConfig(List.of("https"), List.of(), Duration.ofSeconds(30)),
                RetryPolicy.DEFAULT));
  }

  @Test
  void everyKeyArrives() {
    Map<String, String> settings =
        Map.of(
            "ingot.webhook.host", "0.0.0.0",
            "ingot.webhook.port", "0",
            "ingot.webhook.secrets.dir", "/etc/ingot/secrets",
            "ingot.poll.interval", "250ms",
            "ingot.git.schemes", "https,file",
            "ingot.git.hosts", "git.example.com",
            "ingot.git.timeout", "5s",
            "ingot.retry.tries", "3");

    assertThat(Config.read(ListenerConfig.class, settings))
        .isEqualTo(
            new ListenerConfig(
                "0.0.0.0",
                0,
                Path.of("/etc/ingot/secrets"),
                Duration.ofMillis(250),
                new GitConfig(
                    List.of("https", "file"), List.of("git.example.com"), Duration.ofSeconds(5)),
                new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(30))));
  }

  @ParameterizedTest
  @CsvSource({
    "ingot.webhook.port, 70000",
    "ingot.poll.interval, 1ms",
    "ingot.git.schemes, ssh",
    "ingot.git.timeout, 1h",
  })
  void refusesWhatIsOutOfRange(String key, String value) {
    assertThatThrownBy(() -> Config.read(ListenerConfig.class, Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }
}
