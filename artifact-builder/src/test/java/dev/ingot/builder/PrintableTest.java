package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void lineHasNoControlCharactersAndItsLength() {
    assertThat(Printable.line("a\u0000b\nc\u202Ed\u001B[1mx", 100)).isEqualTo("a b c dx");
    assertThat(Printable.line("x".repeat(300), 200)).hasSize(200).endsWith("…");
  }

  @Test
  void tailKeepsLinesAndTabsAndTheEnd() {
    assertThat(Printable.tail("a\r\nb\tc\u0007\n")).isEqualTo("a\nb\tc\n");
    assertThat(Printable.tail("x".repeat(20_000) + "end")).hasSize(16_384).endsWith("end");
  }
}
