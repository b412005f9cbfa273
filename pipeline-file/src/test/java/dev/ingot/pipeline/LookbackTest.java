package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.SourceKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a step to 100 % is compared with, and what of that is told. */
class LookbackTest {
  private static final Duration TICK = Duration.ofMillis(100);

  private static EnvironmentPlan plan(String rollout, String verify) {
    return PipelineFile.parse(
            """
            service: shop
            image: {base: debian-12, run: ./run}
            rollout: {%s}
            verify: {%s}
            environments: [production]
            """
                .formatted(rollout, verify),
            Environments.unchecked())
        .plans()
        .getFirst();
  }

  private static final String METRIC =
      "metrics: {orders: {source: %s, bad: %s, total: %s, limit: 5%%, tolerate: 2x}}";

  private static String scrape(String more) {
    return "sources: {%sscrape: {every: 1s}}, ".formatted(more)
        + METRIC.formatted("scrape", "bad_total", "all_total");
  }

  private static String prometheus(String more) {
    String query = "'sum(increase(%s{fleet=\"$candidate\"}[$tick]))'";
    return "sources: {%sprometheus: {endpoint: main, every: 15s}}, ".formatted(more)
        + METRIC.formatted("prometheus", query.formatted("bad"), query.formatted("all"));
  }

  private static final String ALONE = "loadBalancer: false, ";

  private static String verify(String which) {
    return switch (which) {
      case "errors" -> "minRequests: 1";
      case "latency" -> "latency: {p99: 1.3x}";
      case "scrape" -> scrape("");
      case "scrape alone" -> scrape(ALONE);
      case "prometheus" -> prometheus("");
      case "prometheus alone" -> prometheus(ALONE);
      default -> throw new IllegalArgumentException(which);
    };
  }

  /** Measurements of the load balancer take 100 ms. */
  @ParameterizedTest(name = "{0} of {2} for {1}: {3}")
  @CsvSource({
    "'[100]', 1s, errors, 1",
    "'[100]', 900ms, errors, 0",
    "'[100]', 2s, latency, 1",
    "'[100]', 1m, scrape, 1",
    "'[100]', 1m, scrape alone, 0",
    "'[50, 100]', 1m, scrape alone, 2",
    "'[50, 100]', '[1m, 5s]', scrape alone, 1",
    "'[100]', 3m, prometheus alone, 1",
    "'[100]', 1m, prometheus alone, 0",
    // Its own tick is too long for the last bake, the load balancer's is not.
    "'[50, 100]', '[5m, 1m]', prometheus, 2",
    // One more share of alpha would keep it from a verdict in the second.
    "'[1, 25, 50, 100]', '[4m, 195s, 4m, 4m]', prometheus, 3",
    "'[1, 25, 50, 100]', 4m, prometheus, 4",
  })
  void comparesTheLastStepWhereASourceCanTellAndThereIsRoom(
      String steps, String bake, String verify, int compared) {
    EnvironmentPlan plan = plan("steps: %s, bake: %s".formatted(steps, bake), verify(verify));

    assertThat(Gates.compared(plan.getRollout(), plan.getVerify(), TICK)).isEqualTo(compared);
  }

  @Test
  void tellsWhatIsNotComparedAndWhy() {
    assertThat(Lookback.notes(plan("steps: [100], bake: 1m", verify("latency")), TICK)).isEmpty();
    assertThat(Lookback.notes(plan("steps: [5, 100], bake: [2m, 1s]", verify("latency")), TICK))
        .containsExactly(
            "at 100% errors, latency: no comparison with the live fleet as it was before the shift,"
                + " since its bake of 1s is too short: with the load balancer it takes 1200ms");
    assertThat(Lookback.notes(plan("steps: [100], bake: 1m", verify("scrape")), TICK))
        .containsExactly(
            "at 100% orders: no comparison with the live fleet as it was before the shift, since"
                + " instances' counters do not tell how they were before the rollout, and no step"
                + " comes before this one");
    assertThat(
            Lookback.notes(
                plan("steps: [1, 25, 50, 100], bake: [4m, 195s, 4m, 4m]", verify("prometheus")),
                TICK))
        .hasSize(2)
        .allMatch(note -> note.endsWith("the steps before have no room for one more comparison"));
  }

  @Test
  void ofAFileThatIsRightOnlyWhatNoBakeHelpsIsTold() {
    assertThat(Lookback.unseen(plan("steps: [100], bake: 1m", verify("scrape")))).hasSize(1);
    assertThat(Lookback.unseen(plan("steps: [100], bake: 1m", verify("prometheus")))).isEmpty();
    assertThat(Lookback.unseen(plan("steps: [5, 100]", verify("scrape")))).isEmpty();
  }

  @Test
  void blueGreenWithoutABakeGetsOneThatIsLongEnoughForAllThatCanTell() {
    assertThat(plan("steps: [100]", verify("prometheus")).getRollout().getBakes())
        .isEqualTo(List.of(Duration.ofSeconds(11 * 15).toMillis()));
    // The last bake of a scrape alone needs a reading more than two measurements.
    assertThat(plan("steps: [100]", verify("scrape alone")).getRollout().getBakes())
        .isEqualTo(List.of(Duration.ofSeconds(3).toMillis()));
  }

  @Test
  void comparesEachSourceOnce() {
    assertThat(Lookback.compared(plan("steps: [100]", verify("prometheus")).getVerify()))
        .containsExactly(SourceKind.LOAD_BALANCER, SourceKind.PROMETHEUS);
  }
}
