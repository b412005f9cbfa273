package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "10m, PT10M",
    "2h, PT2H",
    "7d, PT168H",
    "0s, PT0S",
    "999999999d, PT23999999976H"
  })
  void readsAWholeNumberWithItsUnit(String text, Duration time) {
    assertThat(Times.parse(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "5",
        "-5s",
        "+5s",
        "5 s",
        "5S",
        "1.5h",
        "1h30m",
        "PT5S",
        "\u0665s",
        "1234567890s",
        "5s\n"
      })
  void takesNothingElse(String text) {
    assertThat(Times.parse(text)).isEmpty();
  }
}
