package dev.ingot.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.chaos.Register.Access;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StalenessTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

  private final List<Access> story = new ArrayList<>();

  private StalenessTest reads(long second, String writer, long taken) {
    story.add(new Access(at(second), "rule", writer, at(taken), Optional.empty()));
    return this;
  }

  private StalenessTest writes(long second, String writer, long taken, String value) {
    story.add(new Access(at(second), "rule", writer, at(taken), Optional.of(value)));
    return this;
  }

  private static Instant at(long second) {
    return BEGIN.plusSeconds(second);
  }

  private Staleness told() {
    return Staleness.of(story);
  }

  @Test
  void anOwnerAloneIsNeverStale() {
    writes(1, "one", 0, "5%").writes(2, "one", 0, "25%").writes(9, "one", 8, "50%");

    assertThat(told().stale()).isZero();
    assertThat(told().takeovers()).isZero();
    assertThat(told().writes()).isEqualTo(3);
    assertThat(told().unhealed()).isEmpty();
  }

  @Test
  void aZombiesWriteIsStaleFromTheTakeoverUntilItIsCorrected() {
    writes(1, "zombie", 0, "5%").reads(10, "heir", 9).writes(11, "heir", 9, "25%");
    writes(14, "zombie", 0, "5%");
    reads(15, "heir", 9).writes(16, "heir", 9, "25%");

    assertThat(told().takeovers()).isEqualTo(1);
    assertThat(told().stale()).isEqualTo(1);
    assertThat(told().harmful()).isEqualTo(1);
    assertThat(told().longestWindow()).isEqualTo(Duration.ofSeconds(4));
    assertThat(told().longestHarm()).isEqualTo(Duration.ofSeconds(2));
    assertThat(told().unhealed()).isEmpty();
  }

  @Test
  void whatNobodyCorrectsIsFound() {
    writes(1, "zombie", 0, "5%").writes(11, "heir", 9, "25%").writes(14, "zombie", 0, "5%");

    assertThat(told().unhealed()).singleElement().asString().contains("rule", "5%", "25%");
  }

  @Test
  void aStaleWriteOfTheSameValueDoesNoHarm() {
    writes(1, "zombie", 0, "5%").writes(11, "heir", 9, "25%").writes(14, "zombie", 0, "25%");

    assertThat(told().stale()).isEqualTo(1);
    assertThat(told().harmful()).isZero();
    assertThat(told().unhealed()).isEmpty();
  }

  @Test
  void whoGetsItBackIsTheOwnerAgain() {
    writes(1, "one", 0, "5%").writes(11, "two", 9, "25%").writes(21, "one", 20, "50%");

    assertThat(told().stale()).isZero();
    assertThat(told().takeovers()).isEqualTo(2);
  }
}
