package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What systemd's EnvironmentFile means. */
class WordsTest {
  @Test
  void aQuotedValueMayHaveSeveralLines() {
    assertThat(Words.assignments("A=\"one\n  two \\\"q\\\"\n\nthree\"\nB=next\n"))
        .isEqualTo(Map.of("A", "one\n  two \"q\"\n\nthree", "B", "next"));
  }

  @Test
  void aBackslashBeforeTheLastQuoteIsNoEscapeOfIt() {
    assertThat(Words.assignments("A=\"x\\\\\"\nB=\"y\"\n")).isEqualTo(Map.of("A", "x\\", "B", "y"));
  }

  @Test
  void aQuoteThatIsNeverClosedEndsWithTheFile() {
    assertThat(Words.assignments("A=\"one\nB=two")).containsOnlyKeys("A");
  }

  @Test
  void blanksAroundALineAndCommentsDoNotCount() {
    assertThat(Words.assignments("  A=one two \n# B=x\n;C=y\nnothing\nD=\n"))
        .isEqualTo(Map.of("A", "one two", "D", ""));
  }
}
