package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDataTest {
  @Test
  void quotesValuesAsSystemdReadsThem() {
    assertThat(UserData.environmentFile(Map.of("B", "a \"b\" \\ `c` $d 'e' #f", "A", "")))
        .isEqualTo("A=\"\"\nB=\"a \\\"b\\\" \\\\ \\`c\\` \\$d 'e' #f\"\n");
  }

  @Test
  void givesTheShellNothingToRead() {
    String script = UserData.script(Map.of("EVIL", "'; reboot; echo '$(reboot)\nEOF\nreboot"));

    assertThat(script).doesNotContain("reboot").contains("systemctl enable --now ingot-app");
  }

  @Test
  void refusesNamesAndValuesThatNoEnvironmentHolds() {
    assertThatThrownBy(() -> UserData.script(Map.of("A B", "x")))
        .isInstanceOf(CloudException.Invalid.class);
    assertThatThrownBy(() -> UserData.script(Map.of("A", "x\0y")))
        .isInstanceOf(CloudException.Invalid.class);
  }

  @Test
  void refusesMoreThanAwsTakes() {
    assertThatThrownBy(() -> UserData.script(Map.of("A", "x".repeat(13_000))))
        .isInstanceOf(CloudException.Invalid.class)
        .hasMessageContaining("16384");
  }
}
