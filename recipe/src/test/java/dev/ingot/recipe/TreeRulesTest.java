package dev.ingot.recipe;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeRulesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b.txt", ".gitignore", "a/..b", "ä/ü", "with space", "-rf"})
  void takesOrdinaryPaths(String path) {
    assertThatCode(() -> new TreeRules().check(path, FileMode.REGULAR_FILE, ""))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "a/../b", "a//b", "./a", "/a", "a/.git/config", ".GIT", "a\nb"})
  void refusesPathsThatLeaveTheTreeOrFoolPeople(String path) {
    assertThatThrownBy(() -> new TreeRules().check(path, FileMode.REGULAR_FILE, ""))
        .isInstanceOf(SourceRefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({"a, b", "a, ./b", "a/b/c, ../../d", "a/b, ../a/../c", "a, b/../c"})
  void takesLinksThatStayInside(String path, String target) {
    assertThatCode(() -> new TreeRules().check(path, FileMode.SYMLINK, target))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"a, /etc/passwd", "a, ..", "a/b, ../../c", "a, b/../../c", "a, ''"})
  void refusesLinksThatLeave(String path, String target) {
    assertThatThrownBy(() -> new TreeRules().check(path, FileMode.SYMLINK, target))
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining("is a link");
  }

  @ParameterizedTest
  @CsvSource({
    "a, b, b, c/d",
    "d/a, ../b, b, d/x",
    "l, d/e, d/e, ../f",
    "a/b/up, .., x, a/b/up/up/c",
    "current, v1, run, current/../current/run.sh"
  })
  void takesLinksByWayOfOthersThatStayInside(
      String one, String target, String other, String itsTarget) {
    assertThatCode(() -> ways(one, target, other, itsTarget)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "a/b/up, ../.., x, a/b/up/../etc/passwd, leaves the source tree by way of another",
    "flat, ., x, flat/../../y, leaves the source tree",
    "a/b/up, ../.., a/y, b/up/../z, leaves the source tree by way of another",
    "a, b, b, a, in a circle",
    "a, a/b, c, d, in a circle"
  })
  void refusesLinksThatLeaveByWayOfOthers(
      String one, String target, String other, String itsTarget, String why) {
    assertThatThrownBy(() -> ways(one, target, other, itsTarget))
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining(why);
  }

  private static void ways(String one, String target, String other, String itsTarget)
      throws SourceRefusedException {
    TreeRules rules = new TreeRules();
    rules.check(one, FileMode.SYMLINK, target);
    rules.check(other, FileMode.SYMLINK, itsTarget);
    rules.checkWays();
  }

  @Test
  void refusesALinkThatLeadsDeeperThanAnythingLies() {
    assertThatThrownBy(() -> ways("a", "x/".repeat(200), "b", "c"))
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining("'a' is a link that leads deeper than 100 folders");
  }

  @Test
  void refusesLinksWhoseWaysAreTooLongTogether() throws Exception {
    TreeRules rules = new TreeRules();
    for (int i = 0; i < 1_500; i++) {
      rules.check("link-" + i, FileMode.SYMLINK, "./".repeat(1_300));
    }

    assertThatThrownBy(rules::checkWays)
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining("1,000,000 steps");
  }

  @Test
  void refusesLinksThatAreTooLongTogether() {
    TreeRules rules = new TreeRules();

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_500; i++) {
                rules.check("link-" + i, FileMode.SYMLINK, "a".repeat(4_000));
              }
            })
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining("4,000,000 characters");
  }

  @Test
  void refusesASubmodule() {
    assertThatThrownBy(() -> new TreeRules().check("lib", FileMode.GITLINK, ""))
        .hasMessageContaining("'lib' is a submodule");
  }

  @ParameterizedTest
  @CsvSource({"readme, README", "src/a, SRC/b", "a/B/c, a/b/d"})
  void refusesNamesThatDifferInCaseOnly(String one, String other) throws Exception {
    TreeRules rules = new TreeRules();
    rules.check(one, FileMode.REGULAR_FILE, "");

    assertThatThrownBy(() -> rules.check(other, FileMode.REGULAR_FILE, ""))
        .hasMessageContaining("only in upper and lower case");
  }
}
