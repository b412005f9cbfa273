package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.pipeline.PipelineFileException.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptsTest {
  private static Problem problem(int line, int column) {
    return new Problem("ingot.yaml", line, column, "is wrong; mend it", false);
  }

  private static String excerpt(String line, int column) {
    return new Excerpts("ingot.yaml", List.of(line)).of(List.of(problem(1, column)));
  }

  @Test
  void caretStandsBelowTheColumn() {
    assertThat(excerpt("service: Shop", 10).lines())
        .containsExactly(
            "ingot.yaml:1:10: error: is wrong; mend it", "  1 | service: Shop", "    |          ^");
  }

  @Test
  void caretStaysBelowTheColumnBehindTabsAndOtherMarks() {
    assertThat(excerpt("a:\t\u202Eb", 5).lines()).contains("  1 | a:  b", "    |     ^");
  }

  @Test
  void longLineIsCutAroundTheColumn() {
    String text = excerpt("a".repeat(5_000) + "b" + "c".repeat(5_000), 5_001);

    List<String> lines = text.lines().toList();
    assertThat(lines.get(1))
        .hasSizeLessThan(120)
        .contains("ab")
        .startsWith("  1 | …")
        .endsWith("…");
    assertThat(lines.get(2).indexOf('^')).isEqualTo(lines.get(1).indexOf('b'));
  }

  @Test
  void lineThatMayHoldASecretIsNotShownForAnyOfItsProblems() {
    String text =
        new Excerpts("ingot.yaml", List.of("secrets: {A: hunter2, B: c}"))
            .of(List.of(new Problem("ingot.yaml", 1, 14, "no reference", true), problem(1, 23)));

    assertThat(text).doesNotContain("hunter2").contains("the line is not shown");
  }

  @Test
  void placeBehindTheEndOfTheFileIsTold() {
    assertThat(new Excerpts("ingot.yaml", List.of()).of(List.of(problem(3, 1))))
        .startsWith("ingot.yaml:3:1: error: is wrong")
        .hasLineCount(1);
  }
}
