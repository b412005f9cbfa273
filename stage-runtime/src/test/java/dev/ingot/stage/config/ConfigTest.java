package dev.ingot.stage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.stage.RuntimeConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  enum Mode {
    FAST,
    VERY_SAFE
  }

  record Inner(
      @Key(value = "ingot.try.ratio", doc = "A ratio.", otherwise = "0.5") double ratio,
      @Key(value = "ingot.try.on", doc = "A switch.", otherwise = "true") boolean on) {}

  record Everything(
      @Key(value = "ingot.try.name", doc = "A name.") String name,
      @Key(value = "ingot.try.count", doc = "A count, 1 to 10.", otherwise = "3") int count,
      @Key(value = "ingot.try.bytes", doc = "A size.", otherwise = "5000000000") long bytes,
      @Key(value = "ingot.try.pause", doc = "A time.", otherwise = "500ms") Duration pause,
      @Key(value = "ingot.try.home", doc = "A place.", otherwise = "http://a.test/") URI home,
      @Key(value = "ingot.try.folder", doc = "A folder.", otherwise = "/tmp") Path folder,
      @Key(value = "ingot.try.extra", doc = "Perhaps.") Optional<Duration> extra,
      @Key(value = "ingot.try.names", doc = "Names.", otherwise = "a, b") List<String> names,
      @Key(value = "ingot.try.mode", doc = "A mode.", otherwise = "fast") Mode mode,
      @Key(value = "ingot.try.web-hook.secret", doc = "Hush.") Optional<String> secret,
      Inner inner) {
    Everything {
      if (count < 1 || count > 10) {
        throw new IllegalArgumentException("ingot.try.count must be 1 to 10, not " + count);
      }
      if (secret.isPresent() && secret.get().length() < 4) {
        throw new IllegalArgumentException("too short: " + secret.get());
      }
    }
  }

  @Test
  void settingsBecomeTheVariablesOfThoseWhoAskForThem() {
    Map<String, String> settings =
        Map.of("ingot.try.ratio", "0.7", "ingot.try.name", "x", "ingot.worker.slot", "3");

    assertThat(Config.variables(settings, List.of(Inner.class, RuntimeConfig.class)))
        .isEqualTo(Map.of("INGOT_TRY_RATIO", "0.7", "INGOT_WORKER_SLOT", "3"));
  }

  @Test
  void takesDefaultsWhereNothingIsSet() {
    Everything read = Config.read(Everything.class, Map.of("ingot.try.name", "x"));

    assertThat(read)
        .isEqualTo(
            new Everything(
                "x",
                3,
                5_000_000_000L,
                Duration.ofMillis(500),
                URI.create("http://a.test/"),
                Path.of("/tmp"),
                Optional.empty(),
                List.of("a", "b"),
                Mode.FAST,
                Optional.empty(),
                new Inner(0.5, true)));
  }

  @Test
  void everyTypeArrives() {
    Everything read =
        Config.read(
            Everything.class,
            Map.ofEntries(
                Map.entry("ingot.try.name", " y "),
                Map.entry("ingot.try.count", "10"),
                Map.entry("ingot.try.bytes", "7"),
                Map.entry("ingot.try.pause", "2m"),
                Map.entry("ingot.try.home", "mock://scope"),
                Map.entry("ingot.try.folder", "/var"),
                Map.entry("ingot.try.extra", "1h"),
                Map.entry("ingot.try.names", "c,,d "),
                Map.entry("ingot.try.mode", "very-safe"),
                Map.entry("ingot.try.web-hook.secret", "hush"),
                Map.entry("ingot.try.ratio", "0.25"),
                Map.entry("ingot.try.on", "FALSE")));

    assertThat(read)
        .isEqualTo(
            new Everything(
                "y",
                10,
                7,
                Duration.ofMinutes(2),
                URI.create("mock://scope"),
                Path.of("/var"),
                Optional.of(Duration.ofHours(1)),
                List.of("c", "d"),
                Mode.VERY_SAFE,
                Optional.of("hush"),
                new Inner(0.25, false)));
  }

  @Test
  void tellsAllProblemsAtOnceAndHowToSetTheKeys() {
    assertThatThrownBy(
            () ->
                Config.read(
                    Everything.class,
                    Map.of("ingot.try.pause", "5 parsecs", "ingot.try.on", "yes")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            ingot.try.name is missing; it takes text. A name. (environment variable INGOT_TRY_NAME)
            ingot.try.pause cannot be '5 parsecs'; it takes a duration such as 500ms, 5s, 2m or 1h \
            (environment variable INGOT_TRY_PAUSE)
            ingot.try.on cannot be 'yes'; it takes true or false (environment variable INGOT_TRY_ON)""");
  }

  @Test
  void tellsWhatTheRecordItselfRefuses() {
    assertThatThrownBy(
            () ->
                Config.read(
                    Everything.class, Map.of("ingot.try.name", "x", "ingot.try.count", "11")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("ingot.try.count must be 1 to 10, not 11");
  }

  @Test
  void neverShowsASecret() {
    assertThatThrownBy(
            () ->
                Config.read(
                    Everything.class,
                    Map.of("ingot.try.name", "x", "ingot.try.web-hook.secret", "abc")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("too short: (hidden)");
  }

  @Test
  void readsASecretFromTheFileThatTheKeyNames(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "from file\n");

    Map<String, String> settings =
        Config.environment(
            Map.of("INGOT_TRY_NAME", "x", "INGOT_TRY_WEB_HOOK_SECRET_FILE", file.toString()),
            new Properties());

    assertThat(Config.read(Everything.class, settings).secret()).contains("from file");
    assertThat(Config.unknown(settings)).isEmpty();
  }

  @Test
  void tellsWhichFileCannotBeRead() {
    assertThatThrownBy(
            () ->
                Config.read(
                    Everything.class,
                    Map.of("ingot.try.name", "x", "ingot.try.web-hook.secret.file", "/none")))
        .hasMessage("ingot.try.web-hook.secret.file names /none, which cannot be read");
  }

  @Test
  void mapsVariablesToKeysAndLetsPropertiesWin() {
    Properties properties = new Properties();
    properties.setProperty("ingot.try.name", "property");

    Map<String, String> settings =
        Config.environment(
            Map.of(
                "INGOT_TRY_NAME", "variable",
                "INGOT_TRY_WEB_HOOK_SECRET", "hush",
                "PATH", "/bin"),
            properties);

    assertThat(settings).doesNotContainKey("path");
    assertThat(Config.read(Everything.class, settings).name()).isEqualTo("property");
    assertThat(Config.read(Everything.class, settings).secret()).contains("hush");
  }

  @Test
  void saysWhichKeyWasPerhapsMeant() {
    Map<String, String> settings =
        Config.environment(
            Map.of("INGOT_TRY_NAME", "x", "INGOT_TRY_CUONT", "4", "INGOT_WHATEVER", "5"),
            new Properties());
    Config.read(Everything.class, settings);

    assertThat(Config.unknown(settings))
        .containsExactly(
            "Nothing reads the setting ingot.try.cuont. Did you mean ingot.try.count?",
            "Nothing reads the setting ingot.whatever.");
  }

  @Test
  void defaultsOfTheRuntimeAreWellFormed() {
    RuntimeConfig config = Config.read(RuntimeConfig.class, Map.of());

    assertThat(config.sessionTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.kafkaProperties()).isEmpty();
  }

  @Test
  void rendersAPageOfAllKeys() {
    assertThat(ConfigReference.markdown(List.of(Inner.class)))
        .isEqualTo(
            """
            ## Inner

            | Key | Environment variable | Takes | Default | Meaning |
            |---|---|---|---|---|
            | `ingot.try.ratio` | `INGOT_TRY_RATIO` | a number such as 0.05 | `0.5` | A ratio. |
            | `ingot.try.on` | `INGOT_TRY_ON` | true or false | `true` | A switch. |
            """);
  }
}
