package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.stage.LogMessage;
import dev.ingot.stage.testkit.Events;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final LetterId ID = new LetterId(3, 42);
  private static final Map<String, String> LETTER =
      Map.of(
          "ingot_dead_topic", "ingot.images",
          "ingot_dead_partition", "3",
          "ingot_dead_offset", "9",
          "ingot_dead_stage", "provisioner",
          "ingot_dead_error", "java.lang.IllegalStateException",
          "ingot_dead_message", "red \u001b[31m\u202eink",
          "ingot_dead_attempts", "many",
          "ingot_settles", "3-1",
          "ingot_settlement", "dropped");

  private final Ledger ledger = new Ledger(2, letter -> true);

  @Test
  void aLetterIsFitForATerminalAndItsNumbersMayBeWrong() {
    ledger.add(Letters.message(ID, LETTER));

    Letter letter = ledger.letter(ID).orElseThrow();
    assertThat(letter.message()).isEqualTo("red [31m ink");
    assertThat(letter.attempts()).isZero();
    assertThat(letter.at()).isEqualTo(Events.START);
    assertThat(letter.poison()).isFalse();
    assertThat(letter.root()).isEqualTo(ID);
  }

  @Test
  void aLetterSettlesNothingWhateverItsMessageCameWith() {
    ledger.add(Letters.message(ID, LETTER));

    assertThat(ledger.settled(new LetterId(3, 1))).isEmpty();
  }

  @Test
  void aSettlementIsReadAsItWasWritten() {
    Settlement settlement =
        new Settlement(
            ID,
            "ann",
            "fixed",
            Events.START,
            Optional.of(
                new Settlement.Replay(
                    new LetterId(3, 1), 2, Optional.of("event"), Optional.of("deployment"))));

    LogMessage message = Letters.settled(settlement);
    ledger.add(message);

    assertThat(ledger.settled(ID)).contains(settlement);
    assertThat(ledger.replays(new LetterId(3, 1))).isEqualTo(1);
    assertThat(ledger.letters()).isEmpty();
  }

  @Test
  void keepsSoManyLettersAndCountsTheRest() {
    for (int offset = 0; offset < 5; offset++) {
      ledger.add(Letters.message(new LetterId(3, offset), LETTER));
    }

    assertThat(ledger.letters()).hasSize(2);
    assertThat(ledger.leftOut()).isEqualTo(3);
  }

  @Test
  void anIdIsReadInBothForms() {
    assertThat(LetterId.parse("3-42")).isEqualTo(ID);
    assertThat(LetterId.parse("ingot.dead-letters-3-42")).isEqualTo(ID);
    assertThat(ID).hasToString("3-42");
    assertThatThrownBy(() -> LetterId.parse("3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 3-42");
  }

  @Test
  void aDumpIsBoundedAndPrintable() {
    byte[] bytes = new byte[600];
    bytes[0] = 'A';
    bytes[1] = 27;

    assertThat(Texts.dump(bytes))
        .startsWith("  0000  41 1b 00")
        .contains("A..............")
        .contains("88 bytes more");
  }
}
