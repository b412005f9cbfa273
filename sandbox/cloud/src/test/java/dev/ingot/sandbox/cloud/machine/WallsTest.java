package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WallsTest {
  @ParameterizedTest(name = "hidden {0}, shown {1}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "/a, /b, -/a",
        "/a, /a/b, -/a +/a/b",
        "/a, /a, -/a",
        "/a /a/b, /c, -/a",
        "/a /a/b/c, /a/b, -/a +/a/b -/a/b/c",
        "/a /a/b/c, /a/b /a/b/c/d, -/a +/a/b -/a/b/c +/a/b/c/d",
        "/a, /a/b /a/b/c, -/a +/a/b",
        "/a, /, -/a",
        "/a, /ab /a/b, -/a +/a/b",
      })
  void areStepsFromTheOutsideToTheInside(String hidden, String shown, String steps) {
    assertThat(
            String.join(
                " ",
                Walls.steps(paths(hidden), paths(shown)).stream().map(Walls.Step::word).toList()))
        .isEqualTo(steps);
  }

  @Test
  void nothingIsDoneWhereNothingIsHidden() {
    assertThat(Walls.steps(List.of(), paths("/a /b/c"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/home/me/.sdk/java/21/bin, /home/me/.sdk/java/21",
    "/home/me/conda/bin, /home/me/conda",
    "/home/me/.pyenv/shims, /home/me/.pyenv",
    "/home/me/bin, /home/me/bin",
    "/home/me/.cargo/bin, /home/me/.cargo/bin",
    "/home/me/tools, /home/me/tools",
    "/usr/bin, /usr/bin"
  })
  void aToolIsSeenWithWhatItBelongsTo(String onPath, String seen) {
    assertThat(Walls.tools(onPath, Path.of("/home/me"))).containsExactly(Path.of(seen));
  }

  @Test
  void nobodysToolsAreWhatIsNoFolderOfItsOwn() {
    assertThat(Walls.tools(":/:relative/bin:", Path.of("/home/me"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/home/me, true", "/root, true", "/, false", "/usr/sbin, false", "/bin, false"})
  void aHomeIsHiddenUnlessItIsTheSystem(Path home, boolean hidden) {
    assertThat(Walls.home(home).isPresent()).isEqualTo(hidden);
  }

  private static List<Path> paths(String words) {
    return Stream.of(words.split(" ")).map(Path::of).toList();
  }
}
