package dev.ingot.examples.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Decision;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import dev.ingot.stage.testkit.StageContract;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadTestJudgeTest extends StageContract<TrafficShifted> {
  static final LoadTestConfig CONFIG =
      new LoadTestConfig(
          "http://{service}.test/", 100, Duration.ofSeconds(5), 2, Duration.ofMillis(300));

  private static ManualStage<TrafficShifted> judge(Burst burst) {
    return ManualStage.of(() -> new LoadTestJudge(shift -> burst, CONFIG), SettableClock.atStart());
  }

  private static Burst burst(int answered, int failed, long millis) {
    return new Burst(Collections.nCopies(answered, Duration.ofMillis(millis)), failed);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, 20, ADVANCE",
    "99, 1, 20, ADVANCE",
    "98, 2, 20, ROLL_BACK",
    "100, 0, 301, ROLL_BACK",
    "0, 100, 0, ROLL_BACK",
    "0, 0, 0, INCONCLUSIVE"
  })
  void saysWhatCameOfTheBurst(int answered, int failed, long millis, Decision expected)
      throws Exception {
    ManualStage<TrafficShifted> stage = judge(burst(answered, failed, millis)).deliver(event());

    stage.look();

    VerdictReached verdict = stage.only(Topics.VERDICTS);
    assertThat(verdict.getDecision()).isEqualTo(expected);
    assertThat(verdict.getJudge()).isEqualTo(LoadTestJudge.NAME);
    assertThat(verdict.getStep()).isEqualTo(event().getStep());
  }

  @Test
  void leavesServicesAloneThatDoNotNameIt() throws Exception {
    TrafficShifted others =
        TrafficShifted.newBuilder(event())
            .setVerify(Events.verify().setJudges(List.of("health")).build())
            .build();

    assertThat(judge(burst(0, 100, 0)).deliver(others).look()).isEqualTo(Outcome.done());
  }

  // --- what every stage must survive ---

  @Override
  protected ManualStage<TrafficShifted> freshStage() {
    return judge(burst(100, 0, 20));
  }

  @Override
  protected TrafficShifted event() {
    return TrafficShifted.newBuilder(Events.trafficShifted().build())
        .setVerify(Events.verify().setJudges(List.of("health", "load-test")).build())
        .build();
  }

  /** It only asks; there is nothing that it could leave behind. */
  @Override
  protected void assertWorldIsSafe() {}

  @Override
  protected boolean holdsDeployment() {
    return false;
  }
}
