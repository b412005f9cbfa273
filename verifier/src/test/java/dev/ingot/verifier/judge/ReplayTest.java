package dev.ingot.verifier.judge;

import static dev.ingot.verifier.judge.Steps.START;
import static dev.ingot.verifier.judge.Steps.counted;
import static dev.ingot.verifier.judge.Steps.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Watched.Against;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final List<Series> FAILING =
      List.of(new Series("errors", ticks(12, counted(20, 4), counted(80, 0))));

  @Test
  void saysTheSameAsTheJudgeDidAndWhen() {
    Replay replay = Replay.of(policy(0.05), FAILING, Steps.FINE);
    assertThat(replay.judgement()).isInstanceOf(Judgement.RollBack.class);
    int second = (int) (replay.at().getEpochSecond() - START.getEpochSecond());
    assertThat(
            Steps.judge(
                policy(0.05), FAILING.getFirst().ticks().subList(0, second), Steps.FINE, second))
        .isEqualTo(replay.judgement());
    assertThat(
            Steps.judge(
                policy(0.05),
                FAILING.getFirst().ticks().subList(0, second - 1),
                Steps.FINE,
                second - 1))
        .isInstanceOf(Judgement.Undecided.class);
  }

  @Test
  void tellsHowMuchSoonerAStricterPolicyWouldHaveBeen() {
    assertThat(Replay.of(policy(0.01), FAILING, Steps.FINE).at())
        .isBefore(Replay.of(policy(0.05), FAILING, Steps.FINE).at());
    assertThat(Replay.of(policy(0.3), FAILING, Steps.FINE).judgement())
        .isInstanceOf(Judgement.Advance.class);
  }

  @Test
  void endsAtTheLastCallWhenTicksAreMissing() {
    List<Series> cut = List.of(new Series("errors", ticks(3, counted(20, 0), counted(80, 0))));
    Replay replay = Replay.of(policy(0.05), cut, Steps.FINE);
    assertThat(replay.judgement()).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(replay.at()).isEqualTo(START.plusSeconds(38));
  }

  private static Policy policy(double limit) {
    return Steps.policy(
        Steps.watched("errors", Against.LIVE, true, Rules.shareWithin("errors", limit, true)));
  }
}
