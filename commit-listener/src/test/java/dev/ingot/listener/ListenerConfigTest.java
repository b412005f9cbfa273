package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.git.GitConfig;
import dev.ingot.git.GitLimits;
import dev.ingot.listener.webhook.WebhookConfig;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerConfigTest {
  @Test
  void hasDefaults() {
    assertThat(Config.read(ListenerConfig.class, Map.of()))
        .isEqualTo(
            new ListenerConfig(
                Path.of("environments.yaml"),
                new WebhookConfig(
                    "127.0.0.1",
                    8090,
                    Path.of("webhook-secrets"),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    50),
                Duration.ofMinutes(1),
                Path.of(".ingot/listener"),
                Duration.ofMinutes(5),
                Config.read(GitConfig.class, Map.of()),
                RetryPolicy.DEFAULT));
  }

  @Test
  void everyKeyArrives() {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("ingot.environments.file", "/etc/ingot/environments.yaml"),
            Map.entry("ingot.webhook.host", "0.0.0.0"),
            Map.entry("ingot.webhook.port", "0"),
            Map.entry("ingot.webhook.secrets.dir", "/etc/ingot/secrets"),
            Map.entry("ingot.webhook.secret", "new,old"),
            Map.entry("ingot.webhook.tls.certificate", "/etc/ingot/tls.crt"),
            Map.entry("ingot.webhook.tls.key", "/etc/ingot/tls.key"),
            Map.entry("ingot.webhook.rate", "7"),
            Map.entry("ingot.poll.interval", "250ms"),
            Map.entry("ingot.listener.work.dir", "/var/ingot"),
            Map.entry("ingot.fetch.deadline", "1m"),
            Map.entry("ingot.git.schemes", "https,file"),
            Map.entry("ingot.git.hosts", "git.example.com"),
            Map.entry("ingot.git.private.hosts", "git.internal"),
            Map.entry("ingot.git.credentials.dir", "/etc/ingot/git"),
            Map.entry("ingot.git.certificates", "/etc/ingot/authorities.pem"),
            Map.entry("ingot.git.timeout", "5s"),
            Map.entry("ingot.git.refs", "10"),
            Map.entry("ingot.git.refs.mib", "11"),
            Map.entry("ingot.git.fetch.mib", "12"),
            Map.entry("ingot.git.fetch.objects", "13"),
            Map.entry("ingot.retry.tries", "3"));

    assertThat(Config.read(ListenerConfig.class, settings))
        .isEqualTo(
            new ListenerConfig(
                Path.of("/etc/ingot/environments.yaml"),
                new WebhookConfig(
                    "0.0.0.0",
                    0,
                    Path.of("/etc/ingot/secrets"),
                    List.of("new", "old"),
                    Optional.of(Path.of("/etc/ingot/tls.crt")),
                    Optional.of(Path.of("/etc/ingot/tls.key")),
                    7),
                Duration.ofMillis(250),
                Path.of("/var/ingot"),
                Duration.ofMinutes(1),
                new GitConfig(
                    List.of("https", "file"),
                    List.of("git.example.com"),
                    List.of("git.internal"),
                    Path.of("/etc/ingot/git"),
                    Optional.of(Path.of("/etc/ingot/authorities.pem")),
                    Duration.ofSeconds(5),
                    new GitLimits(10, 11, 12, 13)),
                new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(30))));
  }

  @Test
  void showsNoSecret() {
    ListenerConfig config =
        Config.read(ListenerConfig.class, Map.of("ingot.webhook.secret", "not-to-be-seen"));

    assertThat(config.toString()).doesNotContain("not-to-be-seen");
  }

  @ParameterizedTest
  @CsvSource({
    "ingot.webhook.port, 70000",
    "ingot.webhook.rate, -1",
    "ingot.webhook.tls.key, /etc/ingot/tls.key",
    "ingot.poll.interval, 1ms",
    "ingot.git.schemes, git",
    "ingot.git.timeout, 1h",
  })
  void refusesWhatIsOutOfRange(String key, String value) {
    assertThatThrownBy(() -> Config.read(ListenerConfig.class, Map.of(key, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key);
  }
}
