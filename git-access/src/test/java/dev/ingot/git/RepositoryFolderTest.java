package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryFolderTest {
  @ParameterizedTest
  @CsvSource({
    "services/shop, services/shop",
    "services/shop/, services/shop",
    "./services, services",
    "/services, services",
    "a//b, a/b",
    "., ''",
    "'', ''",
    "/, ''"
  })
  void oneFormForAllWaysToWriteIt(String written, String normal) {
    assertThat(RepositoryFolder.normal(written)).isEqualTo(normal);
    assertThat(RepositoryFolder.refusal(normal)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/../b", "a/./b", ".git", "a/.GIT", "a\\b", "a\nb", "a\0"})
  void refusesWhatIsNoFolderInside(String folder) {
    assertThat(RepositoryFolder.refusal(folder)).isPresent();
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    assertThat(RepositoryFolder.refusal("a".repeat(1_001))).isPresent();
    assertThat(RepositoryFolder.refusal("a/".repeat(60) + "a")).isPresent();
  }
}
