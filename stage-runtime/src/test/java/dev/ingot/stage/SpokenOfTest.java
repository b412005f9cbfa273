package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpokenOfTest {
  private final SpokenOf spoken = new SpokenOf();

  private static Subject subject(String name) {
    return new Subject(0, 0, name);
  }

  /** One every two milliseconds: no rush. */
  private void add(String prefix, int count, long from) {
    for (int i = 0; i < count; i++) {
      spoken.add(subject(prefix + i), from + 2L * i);
    }
  }

  private long known(String prefix, int count) {
    return IntStream.range(0, count).filter(i -> spoken.maybe(subject(prefix + i))).count();
  }

  @Test
  void knowsEverySubjectOfItsLastGeneration() {
    add("a", 10_000, 1_000);
    assertThat(known("a", 10_000)).isEqualTo(10_000);
    assertThat(spoken.since()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void hardlyEverTakesOneForAnother() {
    add("a", 2 * SpokenOf.GENERATION, 0);
    assertThat(known("b", 10_000)).isLessThan(20);
  }

  @Test
  void tellsWhatItHasForgotten() {
    add("old", SpokenOf.GENERATION, 0);
    add("new", 2 * SpokenOf.GENERATION, 2 * SpokenOf.GENERATION);
    assertThat(spoken.since()).isEqualTo(2 * SpokenOf.GENERATION - 1);

    add("newest", 1, 6L * SpokenOf.GENERATION);

    assertThat(spoken.since()).isEqualTo(4L * SpokenOf.GENERATION - 1);
    assertThat(spoken.maybe(subject("newest0"))).isTrue();
    assertThat(spoken.maybe(subject("new" + (2 * SpokenOf.GENERATION - 1)))).isTrue();
  }

  @Test
  void inARushItRemembersMore() {
    for (int i = 0; i < SpokenOf.GENERATION + SpokenOf.GENERATION_IN_A_RUSH; i++) {
      spoken.add(subject("a" + i), i / 100);
    }
    assertThat(spoken.since()).isEqualTo(Long.MIN_VALUE);
    assertThat(known("a", 10_000)).isEqualTo(10_000);
    assertThat(known("b", 10_000)).isLessThan(20);
  }

  @Test
  void theSameNameInTwoListeningsIsTwoSubjects() {
    spoken.add(new Subject(0, 0, "a"), 1);
    assertThat(spoken.maybe(new Subject(0, 1, "a"))).isFalse();
  }
}
