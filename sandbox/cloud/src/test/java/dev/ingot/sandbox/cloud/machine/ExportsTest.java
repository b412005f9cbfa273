package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportsTest {
  @Test
  void areReadByTheShellAndWhatItKeepsForItselfIsToldToTheProgramAlone() {
    String env = Launcher.tool("env");

    assertThat(Exports.of(Map.of("B", "it's\n$(x)", "A", "", "UID", "7", "a.b", "c")))
        .isEqualTo(
            "set -- "
                + env
                + " 'UID=7' 'a.b=c' \"$@\"\n"
                + "export A=''\n"
                + "export B='it'\\''s\n$(x)'\n");
    assertThat(Exports.of(Map.of("A", "b"))).isEqualTo("export A='b'\n");
    assertThat(Exports.of(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A=B", "A\0"})
  void whatIsNoVariableIsRefused(String name) {
    assertThatThrownBy(() -> Exports.of(Map.of(name, "")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
