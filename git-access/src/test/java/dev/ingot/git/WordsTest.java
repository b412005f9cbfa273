package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void oneLineWithoutWhatCannotBeSeen() {
    assertThat(Words.line("a\n\tb\u0000c\u202Ed\u001B[31me\uD83Df", 100)).isEqualTo("a b c de f");
  }

  @Test
  void isCutBetweenCharacters() {
    String rocket = "\uD83D\uDE80";

    assertThat(Words.line("ab" + rocket.repeat(3), 5)).isEqualTo("ab" + rocket + "…");
    assertThat(Words.line("ab" + rocket.repeat(3), 4)).isEqualTo("ab…");
    assertThat(Words.line("x".repeat(1_000_000), 200)).hasSize(200);
  }
}
