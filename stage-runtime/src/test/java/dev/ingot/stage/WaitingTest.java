package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  private final Waiting waiting = new Waiting(Duration.ofMinutes(5));

  @Test
  void beginsOnceAndSaysForHowLongItHasWaited() {
    assertThat(waiting.begin("shop", NOON)).isTrue();
    assertThat(waiting.begin("shop", NOON)).isFalse();
    assertThat(waiting.begin("shop", NOON.plusSeconds(20))).isFalse();

    assertThat(waiting.see("shop", NOON.plusSeconds(50))).hasSeconds(50);
    assertThat(waiting.see("cart", NOON.plusSeconds(50))).isZero();
  }

  @Test
  void whoLeavesBeginsAnew() {
    waiting.begin("shop", NOON);

    assertThat(waiting.leave("shop")).isTrue();
    assertThat(waiting.leave("shop")).isFalse();
    assertThat(waiting.has("shop")).isFalse();
    assertThat(waiting.begin("shop", NOON.plusSeconds(9))).isTrue();
  }

  @Test
  void whoComesForTheFirstTimeIsNotKnownFromBefore() {
    waiting.begin("shop", NOON);

    waiting.arrive("shop", true);
    assertThat(waiting.has("shop")).isTrue();
    waiting.arrive("shop", false);
    assertThat(waiting.has("shop")).isFalse();
  }

  @Test
  void whoDoesNotComeBackInTimeHasLeft() {
    waiting.begin("gone", NOON);
    waiting.begin("shop", NOON);
    waiting.see("shop", NOON.plus(Duration.ofMinutes(5)));
    assertThat(waiting.has("gone")).isTrue();

    waiting.see("shop", NOON.plus(Duration.ofMinutes(5)).plusMillis(1));

    assertThat(waiting.has("gone")).isFalse();
    assertThat(waiting.has("shop")).isTrue();
    assertThat(waiting.begin("gone", NOON.plus(Duration.ofMinutes(6)))).isTrue();
  }
}
