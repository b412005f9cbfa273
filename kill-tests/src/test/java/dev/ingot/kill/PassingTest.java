package dev.ingot.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PassingTest {
  private static final Passing SECOND = new Passing("EVENT_SENT traffic", 2);

  @Test
  void isReadAsItWasWritten() {
    assertThat(Passing.parse(SECOND.toString())).isEqualTo(SECOND);
  }

  @Test
  void isDueWhenItComesAndWhenItWasPassedAlready() {
    assertThat(SECOND.isDue("EVENT_SENT traffic", 1)).isFalse();
    assertThat(SECOND.isDue("EVENT_SENT traffic", 2)).isTrue();
    assertThat(SECOND.isDue("EVENT_SENT traffic", 3)).isTrue();
    assertThat(SECOND.isDue("EVENT_SENT verdicts", 2)).isFalse();
  }

  @Test
  void areCountedFromOneChapterToTheNext() {
    assertThat(Passing.between(Map.of("a", 1, "b", 2), Map.of("a", 1, "b", 5, "c", 1)))
        .isEqualTo(Map.of("b", 3, "c", 1));
  }

  /** As many turns as a point has passings take all of them. */
  @Test
  void turnsThatFollowOneAnotherTakeAll() {
    Points points = new Points(Map.of("a", new Points.Place(Chapter.BETTER, 3)));
    Set<Integer> taken = new TreeSet<>();
    for (long turn = 20_000; turn < 20_003; turn++) {
      taken.add(points.from(Chapter.BETTER, turn).get("a"));
    }

    assertThat(taken).containsExactly(1, 2, 3);
    assertThat(points.from(Chapter.FIRST, 0)).isEmpty();
  }
}
