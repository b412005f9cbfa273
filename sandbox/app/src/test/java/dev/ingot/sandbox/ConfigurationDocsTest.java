package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.builder.BuilderConfig;
import dev.ingot.listener.ListenerConfig;
import dev.ingot.provisioner.ProvisionerConfig;
import dev.ingot.resilience.Resilience;
import dev.ingot.shifter.ShifterConfig;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.ConfigReference;
import dev.ingot.verifier.VerifierConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/configuration.md is made from the code; {@code -Dingot.docs=write} makes it anew. */
class ConfigurationDocsTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");
  private static final String HEAD =
      """
      # Configuration

      Every worker reads its configuration from environment variables (or system properties of the key's name). A variable with `_FILE` at its end names a file
      that holds the value. Durations are written `500ms`, `5s`, `2m`, `1h`. The runtime's keys hold for every worker; each worker has some of its own.

      *This page is made from the code (`ConfigurationDocsTest`); change the `@Key` there.*

      """;

  @Test
  void saysWhatTheCodeSays() throws IOException {
    String page =
        HEAD
            + ConfigReference.markdown(
                List.of(
                    RuntimeConfig.class,
                    Resilience.class,
                    ListenerConfig.class,
                    BuilderConfig.class,
                    ProvisionerConfig.class,
                    ShifterConfig.class,
                    VerifierConfig.class));
    if ("write".equals(System.getProperty("ingot.docs"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "run './ingot test -pl sandbox/app -am -Dtest=ConfigurationDocsTest -Dingot.docs=write'")
        .isEqualTo(page);
  }
}
