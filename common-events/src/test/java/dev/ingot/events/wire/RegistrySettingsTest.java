package dev.ingot.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrySettingsTest {
  @Test
  void hasDefaults() {
    RegistrySettings settings = read(Map.of());
    assertThat(settings.urls()).containsExactly("http://a:1");
    assertThat(settings.userInfo()).isEmpty();
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.retries()).isEqualTo(2);
    assertThat(settings.register()).isTrue();
    assertThat(settings.normalize()).isFalse();
  }

  @Test
  void takesEveryKey() {
    RegistrySettings settings =
        read(
            Map.of(
                "schema.registry.url",
                List.of("http://a:1/", " https://b:2"),
                "basic.auth.credentials.source",
                "USER_INFO",
                "basic.auth.user.info",
                "me:secret",
                "http.connect.timeout.ms",
                11,
                "http.read.timeout.ms",
                "12",
                "max.retries",
                "0",
                "retries.wait.ms",
                13,
                "retries.max.wait.ms",
                14,
                "auto.register.schemas",
                false,
                "normalize.schemas",
                "true"));
    assertThat(settings.urls()).containsExactly("http://a:1", "https://b:2");
    assertThat(settings.userInfo()).contains("me:secret");
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMillis(11));
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofMillis(12));
    assertThat(settings.retries()).isZero();
    assertThat(settings.firstWait()).isEqualTo(Duration.ofMillis(13));
    assertThat(settings.longestWait()).isEqualTo(Duration.ofMillis(14));
    assertThat(settings.register()).isFalse();
    assertThat(settings.normalize()).isTrue();
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void knowsMockScopes() {
    assertThat(read(Map.of("schema.registry.url", "mock://demo")).inProcessScope())
        .contains("demo");
    assertThat(read(Map.of()).inProcessScope()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.url, ''",
    "schema.registry.url, ftp://a",
    "schema.registry.url, a:8081",
    "schema.registry.url, 'mock://a,mock://b'",
    "basic.auth.credentials.source, SASL_INHERIT",
    "basic.auth.credentials.source, USER_INFO",
    "max.retries, -1",
    "max.retries, many",
    "http.read.timeout.ms, 0",
    "auto.register.schemas, perhaps",
    "use.latest.version, true",
    "value.subject.name.strategy, io.confluent.kafka.serializers.subject.RecordNameStrategy",
    "bearer.auth.credentials.source, STATIC_TOKEN"
  })
  void refusesWhatIsWrongOrNotDone(String key, String value) {
    assertThatThrownBy(() -> read(Map.of(key, value))).isInstanceOf(ConfigException.class);
  }

  private static RegistrySettings read(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(Map.of("schema.registry.url", "http://a:1"));
    all.putAll(settings);
    return RegistrySettings.from(all);
  }
}
