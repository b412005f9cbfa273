package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final Places places = new Places(2, LEASE);

  private boolean enters(String bake, int second) {
    Instant now = START.plusSeconds(second);
    boolean in = places.enter(bake, now).isPresent();
    if (!in) {
      places.await(bake, now);
    }
    return in;
  }

  @Test
  void letsInAsManyAsThereArePlaces() {
    assertThat(enters("a", 0)).isTrue();
    assertThat(enters("b", 0)).isTrue();
    assertThat(enters("c", 0)).isFalse();
    assertThat(places.taken()).isEqualTo(2);
    assertThat(places.awaited()).isEqualTo(1);
  }

  @Test
  void whoIsInsideStaysAndKeepsItsTime() {
    enters("a", 0);
    enters("b", 1);

    assertThat(places.enter("a", START.plusSeconds(60))).contains(START);
  }

  @Test
  void whoHasWaitedLongestIsNext() {
    enters("a", 0);
    enters("b", 0);
    enters("c", 1);
    enters("d", 2);
    places.leave("a");

    assertThat(enters("e", 3)).isFalse();
    assertThat(enters("d", 3)).isFalse();
    assertThat(enters("c", 4)).isTrue();
    assertThat(enters("d", 5)).isFalse();
    places.leave("b");
    assertThat(enters("d", 6)).isTrue();
  }

  @Test
  void whatHasBegunIsLetInWithoutAFreePlace() {
    enters("a", 0);
    enters("b", 0);
    places.admit("c", START);

    assertThat(places.taken()).isEqualTo(3);
    places.leave("a");
    assertThat(enters("d", 1)).isFalse();
    places.leave("b");
    assertThat(enters("d", 2)).isTrue();
  }

  @Test
  void whoDoesNotComeBackHasLeft() {
    enters("a", 0);
    enters("b", 0);
    enters("c", 0);
    int later = (int) LEASE.toSeconds() + 1;
    enters("b", later - 10);

    assertThat(enters("d", later)).isTrue();
    assertThat(enters("e", later)).isFalse();
    assertThat(places.awaits("c")).isFalse();
  }

  @Test
  void whoWaitsKeepsItsTime() {
    enters("a", 0);
    enters("b", 0);
    enters("c", 0);

    assertThat(places.await("c", START.plusSeconds(30))).isEqualTo(START);
  }
}
