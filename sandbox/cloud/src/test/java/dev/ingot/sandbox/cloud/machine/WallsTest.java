package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void toolsAreSeenByTheirNameAndWhereTheyAreAlsoInAHomeThatIsALink(@TempDir Path temp)
      throws IOException {
    Path folder = temp.toRealPath();
    Path home = Files.createDirectories(folder.resolve("data/me"));
    Files.createDirectories(home.resolve("sdk/21/bin"));
    Files.createSymbolicLink(home.resolve("sdk/current"), Path.of("21"));
    Path named = Files.createSymbolicLink(folder.resolve("me"), home);

    assertThat(Walls.tools(named.resolve("sdk/current/bin").toString(), named))
        .containsExactly(home.resolve("sdk/current"), home.resolve("sdk/21"));
    assertThat(Walls.tools(home.resolve("sdk/21/bin").toString(), named))
        .containsExactly(home.resolve("sdk/21"));
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
