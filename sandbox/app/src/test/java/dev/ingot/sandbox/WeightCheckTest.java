package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.RolloutLog.Rollout;
import dev.ingot.sandbox.RolloutLog.Said;
import dev.ingot.sandbox.WeightCheck.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightCheckTest {
  private static final Instant BEGIN = Instant.parse("2026-11-01T10:00:00Z");

  @Test
  void aWeightThatWasAnnouncedIsTheLeast() {
    assertThat(violations(at(11), 4)).hasSize(1);
    assertThat(violations(at(11), 5)).isEmpty();
    assertThat(violations(at(9), 0)).as("not announced yet").isEmpty();
  }

  @Test
  void theNextStepIsTheMostOnceTheJudgeHasSpoken() {
    assertThat(violations(at(19), 25)).hasSize(1);
    assertThat(violations(at(20), 25)).isEmpty();
    assertThat(violations(at(20), 50)).hasSize(1);
  }

  @Test
  void nothingIsHeldAgainstWhatWasBeforeAndAfter() {
    assertThat(violations(at(-1), 99)).isEmpty();
    assertThat(violations(at(60), 0)).isEmpty();
  }

  @Test
  void aListenerWithoutAllItsWeightIsOutsideOfThePlan() {
    Sample half = new Sample(at(11), at(11), Map.of("arn:targetgroup/new/1", 5));

    assertThat(WeightCheck.violations(List.of(half), List.of(rollout()))).hasSize(1);
  }

  private static List<String> violations(Instant time, int weight) {
    Map<String, Integer> weights =
        Map.of("arn:targetgroup/new/1", weight, "arn:targetgroup/old/1", 100 - weight);
    return WeightCheck.violations(List.of(new Sample(time, time, weights)), List.of(rollout()));
  }

  /** 5, 25, 50: announced 5 % at 10 s, let go on at 20 s, over at 60 s. */
  private static Rollout rollout() {
    return new Rollout(
        "new",
        true,
        BEGIN,
        List.of(5, 25, 50),
        List.of(new Said(0, 5, at(10))),
        List.of(new Said(0, 0, at(20))),
        Optional.of(at(60)));
  }

  private static Instant at(int second) {
    return BEGIN.plusSeconds(second);
  }
}
