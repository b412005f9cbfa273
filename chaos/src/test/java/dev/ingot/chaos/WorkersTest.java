package dev.ingot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void aReasonIsTheSameWhateverSaysIt() {
    String sentence = "a transaction's end is not known: TimeoutException: after # ms";

    assertThat(
            Workers.reason(
                "can't go on: a transaction's end is not known: TimeoutException: after 10000 ms"))
        .isEqualTo(sentence);
    assertThat(
            Workers.reason(
                "{\"status\":\"unavailable\",\"reasons\":[\"a transaction's end is not known:"
                    + " TimeoutException: after 60000 ms\"]}"))
        .isEqualTo(sentence);
  }

  @Test
  void aLongReasonIsCut() {
    assertThat(Workers.reason("x".repeat(500))).hasSize(150).endsWith("…");
  }
}
