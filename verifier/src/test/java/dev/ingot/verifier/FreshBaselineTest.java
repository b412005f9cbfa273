package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Decision;
import dev.ingot.events.Evidence;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.StageContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A step whose candidate is compared with a fleet of its own age. */
class FreshBaselineTest {
  private Rollouts rollout = new Rollouts();

  /** Fifty requests in a tick of each, cold ones: some of both fail that would not in live. */
  private void cold(long ofCandidate, long ofBaseline) {
    rollout.cloud.serves("live", 900, 0);
    rollout.cloud.serves("candidate", 500, ofCandidate);
    rollout.cloud.serves("baseline", 500, ofBaseline);
  }

  private static TrafficShifted shift() {
    return TrafficShifted.newBuilder(Rollouts.shift())
        .setBake(Duration.ofSeconds(40).toMillis())
        .setJudgeBy(Events.START.plusSeconds(80))
        .build();
  }

  private VerdictReached verdict(TrafficShifted shift) throws Exception {
    rollout.stage.deliver(shift).lookUntilDone(500);
    return rollout.stage.only(Topics.VERDICTS);
  }

  private static Evidence comparison(VerdictReached verdict) {
    return verdict.getEvidence().stream()
        .filter(evidence -> evidence.getMethod().equals("comparison"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatComesOfBeingYoungIsNotHeldAgainstTheCandidate() throws Exception {
    TrafficShifted shift = rollout.besideABaseline(shift());
    cold(10, 10);

    VerdictReached verdict = verdict(shift);

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(comparison(verdict).getSentence())
        .startsWith("errors: 2.0 % against 2.0 % in the fresh baseline over 40 s");
    assertThat(comparison(verdict).getLiveExposures()).isEqualTo(500 * 40);
    rollout = new Rollouts();
    cold(10, 10);
    assertThat(verdict(shift()).getDecision())
        .as("beside the live fleet itself")
        .isEqualTo(Decision.ROLL_BACK);
  }

  @Test
  void aWorseCandidateIsFoundBesideIt() throws Exception {
    TrafficShifted shift = rollout.besideABaseline(shift());
    cold(20, 5);

    VerdictReached verdict = verdict(shift);

    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason()).contains("in the fresh baseline");
  }

  @Test
  void whatBothSufferIsNoFaultOfTheCandidates() throws Exception {
    TrafficShifted shift = rollout.besideABaseline(shift());
    cold(200, 200);

    assertThat(verdict(shift).getDecision()).isEqualTo(Decision.INCONCLUSIVE);
  }

  @Test
  void withoutItsNumbersNothingIsProven() throws Exception {
    TrafficShifted shift = rollout.besideABaseline(shift());
    rollout.cloud.silent("baseline");

    VerdictReached verdict = verdict(shift);

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason())
        .contains("errors: nothing is known of the fresh baseline to compare with");
  }

  @Test
  void thresholdsAreTheLiveFleetsOwnFromBeforeTheStep() throws Exception {
    TrafficShifted shift = rollout.besideABaseline(Rollouts.timed());
    rollout.answersIn("live", 40, 140);
    rollout.answersIn("candidate", 300, 300);
    rollout.answersIn("baseline", 300, 300);

    VerdictReached verdict = verdict(shift);

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(verdict.getEvidence())
        .filteredOn(evidence -> evidence.getMetric().equals("latency p99"))
        .singleElement()
        .satisfies(latency -> assertThat(latency.getLiveThreshold()).isEqualTo(150));
  }

  @Test
  void givesTheSameVerdictFromItsMeasurementsAfterACrash() throws Exception {
    TrafficShifted shift = rollout.besideABaseline(shift());
    cold(20, 5);
    VerdictReached undisturbed = verdict(shift);

    rollout = new Rollouts();
    rollout.besideABaseline(shift());
    cold(20, 5);
    rollout.stage.deliver(shift);
    for (int i = 0; i < 4; i++) {
      rollout.clock.advance(((Outcome.CheckAgain) rollout.stage.look()).after());
    }
    rollout.stage.crashAndRedeliver().lookUntilDone(500);

    assertThat(rollout.stage.only(Topics.VERDICTS)).isEqualTo(undisturbed);
    assertThat(rollout.stage.announced(Topics.MEASUREMENTS).getFirst())
        .extracting(MeasurementTaken::getLive)
        .satisfies(live -> assertThat(live.getRequests()).isEqualTo(500));
  }

  @Nested
  class Contract extends StageContract<TrafficShifted> {
    @Override
    protected ManualStage<TrafficShifted> freshStage() {
      Rollouts rollouts = new Rollouts();
      rollouts.besideABaseline(shift());
      return rollouts.stage;
    }

    @Override
    protected TrafficShifted event() {
      return new Rollouts().besideABaseline(Rollouts.shift());
    }

    /** The verifier only looks; there is nothing that it could leave behind. */
    @Override
    protected void assertWorldIsSafe() {}

    @Override
    protected boolean holdsDeployment() {
      return false;
    }
  }
}
