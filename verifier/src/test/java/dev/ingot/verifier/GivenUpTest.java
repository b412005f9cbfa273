package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Decision;
import dev.ingot.events.Fallback;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A rollout stands after its verdict, and the looks at it have failed for good. */
class GivenUpTest {
  private final Rollouts rollout = Rollouts.standing();

  @Test
  void goesBackWhenNobodyCanWatchItAnyMore() throws Exception {
    rollout.stand(Rollouts.shift(), Duration.ofMinutes(1));

    rollout.stage.abandon("the disk is full");

    VerdictReached last = rollout.stage.announced(Topics.VERDICTS).getLast();
    assertThat(last.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(last.getReason())
        .isEqualTo("while it stood at 5 %: it cannot be watched any more: the disk is full");
    assertThat(rollout.stage.abandon("again")).isEmpty();
  }

  /** No measurement tells it, so judging again neither confirms nor denies it. */
  @Test
  void theStepsOwnVerdictComesOutTheSame() throws Exception {
    rollout.stand(Rollouts.shift(), Duration.ofMinutes(1));
    rollout.stage.abandon("the disk is full");

    PastSteps past = new PastSteps(deployment -> true);
    past.add(Rollouts.shift());
    rollout.stage.announced(Topics.MEASUREMENTS).forEach(past::add);
    rollout.stage.announced(Topics.VERDICTS).forEach(past::add);

    assertThat(Rejudgement.of(past.all().getFirst(), Optional.empty()).reproduction())
        .isEqualTo(Rejudgement.Reproduction.SAME);
  }

  @Test
  void standsOnWhereTheFileHasPeopleDecide() throws Exception {
    TrafficShifted pausing =
        TrafficShifted.newBuilder(Rollouts.shift())
            .setVerify(Events.verify().setInconclusive(Fallback.PAUSE).build())
            .build();
    rollout.stand(pausing, Duration.ofMinutes(1));

    assertThat(rollout.stage.abandon("the disk is full")).isEmpty();
  }

  @Test
  void saysNothingOnceSomethingElseHasEndedIt() throws Exception {
    rollout.stand(Rollouts.shift(), Duration.ofMinutes(1));
    rollout.stage.newerWaiting(true);

    assertThat(rollout.stage.abandon("the disk is full")).isEmpty();
  }
}
