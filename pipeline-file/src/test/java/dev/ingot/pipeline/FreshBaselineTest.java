package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Cause;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.RolloutPlan;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshBaselineTest {
  @ParameterizedTest(name = "beside {0} % it has {1} %, and {2} % stay with live")
  @CsvSource({
    "1, 1, 98",
    "5, 5, 90",
    "25, 25, 50",
    "33, 33, 34",
    "34, 33, 33",
    "50, 25, 25",
    "75, 12, 13",
    "98, 1, 1",
    "99, 0, 1",
    "100, 0, 0"
  })
  void hasTheCandidatesShareAsLongAsLiveKeepsAsMuch(int candidate, int baseline, int live) {
    assertThat(FreshBaseline.weight(candidate)).isEqualTo(baseline);
    assertThat(100 - candidate - baseline).isEqualTo(live);
  }

  @ParameterizedTest(name = "steps {0} beside a candidate of {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "5 25 50 100|10|3",
        "5 25 50 100|4 |2",
        "5 25 50 100|2 |2",
        "5 25 50 100|1 |1",
        "33 100     |10|4",
        "5 100      |1000|50",
        "98 100     |10|2",
      })
  void isAsLargeAsItsLargestShareNeeds(String steps, int candidate, int size) {
    assertThat(FreshBaseline.size(rollout(steps), candidate)).isEqualTo(size);
  }

  @ParameterizedTest(name = "{0}, {1}, live {2}, {3}: {4}")
  @CsvSource({
    "fresh, 5 100, true, COMMIT, true",
    "fresh, 5 100, true, PROMOTION, true",
    "fresh, 5 100, true, REDEPLOY, true",
    "live, 5 100, true, COMMIT, false",
    "fresh, 5 100, false, COMMIT, false",
    "fresh, 5 100, true, ROLLBACK, false",
    "fresh, 100, true, COMMIT, false",
  })
  void isMadeBesideALiveFleetAndNeverOnTheWayBack(
      String baseline, String steps, boolean live, Cause cause, boolean made) {
    EnvironmentPlan read =
        Samples.parse(Samples.INGOT.replace("  errors:", "  baseline: " + baseline + "\n  errors:"))
            .plans()
            .getLast();
    EnvironmentPlan plan = EnvironmentPlan.newBuilder(read).setRollout(rollout(steps)).build();

    assertThat(FreshBaseline.isMade(plan, live, cause)).isEqualTo(made);
  }

  private static RolloutPlan rollout(String steps) {
    List<Integer> weights = Arrays.stream(steps.split(" ")).map(Integer::valueOf).toList();
    return RolloutPlan.newBuilder()
        .setSteps(weights)
        .setBakes(weights.stream().map(weight -> 1_000L).toList())
        .build();
  }
}
