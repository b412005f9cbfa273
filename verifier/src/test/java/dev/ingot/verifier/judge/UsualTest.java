package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ingot.verifier.judge.Tick.Counts;
import org.junit.jupiter.api.Test;

class UsualTest {
  @Test
  void knowsNothingBeforeTheFirstTick() {
    Usual usual = new Usual();
    usual.add(new Counts(0, 0));

    assertThat(usual.largeDifference(100)).isEmpty();
  }

  @Test
  void takesThreeTimesTheUsualForLargeUntilItKnowsHowMuchThatVaries() {
    Usual usual = new Usual();
    usual.add(new Counts(1_000, 99));

    // One more than were seen.
    assertThat(usual.largeDifference(100).orElseThrow()).isCloseTo(30, within(1e-9));
  }

  @Test
  void takesTwiceTheUsualForLargeWhereNothingVaries() {
    Usual usual = new Usual();
    for (int tick = 0; tick < 10; tick++) {
      usual.add(new Counts(1_000_000, 100_000));
    }

    assertThat(usual.largeDifference(100).orElseThrow()).isCloseTo(20, within(0.001));
  }

  @Test
  void takesMoreForLargeTheMoreItVaries() {
    Usual some = alternating(10, 20_000);
    Usual much = alternating(10, 100_000);

    // The deviation is 2 and 10 of a hundred, times the square root of 10/9; ln 10 of them.
    double deviations = Math.log(10) * Math.sqrt(10 / 9.0);
    assertThat(some.largeDifference(100).orElseThrow())
        .isCloseTo(20 + 2 * deviations, within(0.001));
    assertThat(much.largeDifference(100).orElseThrow())
        .isCloseTo(20 + 10 * deviations, within(0.001));
  }

  @Test
  void takesMoreForLargeTheLongerAStepIs() {
    // Of four ticks the logarithm is less than one and a half.
    assertThat(alternating(4, 20_000).largeDifference(100).orElseThrow())
        .isCloseTo(20 + 1.5 * 2 * Math.sqrt(4 / 3.0), within(0.001));
    assertThat(alternating(1_000, 20_000).largeDifference(100).orElseThrow())
        .isCloseTo(20 + Math.log(1_000) * 2, within(0.01));
  }

  /** A tenth of a million each, and by turns so many less and more. */
  private static Usual alternating(int ticks, int off) {
    Usual usual = new Usual();
    for (int tick = 0; tick < ticks; tick++) {
      usual.add(new Counts(1_000_000, tick % 2 == 0 ? 100_000 - off : 100_000 + off));
    }
    return usual;
  }

  @Test
  void countsOneMoreThanWereSeen() {
    Usual usual = new Usual();
    for (int tick = 0; tick < 10; tick++) {
      usual.add(new Counts(100, 0));
    }

    assertThat(usual.largeDifference(100).orElseThrow()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void staysFiniteWithHugeCounts() {
    Usual usual = new Usual();
    for (int tick = 0; tick < 10_000; tick++) {
      usual.add(new Counts(Long.MAX_VALUE, tick % 2 == 0 ? Long.MAX_VALUE : 0));
    }

    assertThat(usual.largeDifference(1e12).orElseThrow()).isFinite().isPositive();
  }

  @Test
  void aCopyGoesItsOwnWay() {
    Usual one = new Usual();
    one.add(new Counts(100, 9));
    Usual copy = one.copy();
    copy.add(new Counts(100, 90));

    assertThat(one.largeDifference(100).orElseThrow()).isCloseTo(30, within(1e-9));
    assertThat(copy.largeDifference(100).orElseThrow()).isGreaterThan(100);
  }
}
