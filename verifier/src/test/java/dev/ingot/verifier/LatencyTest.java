package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Latency;
import dev.ingot.events.Decision;
import dev.ingot.events.Evidence;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Latency, as the load balancer tells it, from the pinned threshold to the verdict. */
class LatencyTest {
  private Rollouts rollout = new Rollouts();

  @BeforeEach
  void liveIsQuick() {
    rollout.answersIn("live", 40, 140);
    rollout.answersIn("candidate", 40, 140);
  }

  @Test
  void advancesACandidateThatIsAsQuick() throws Exception {
    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(evidence(verdict).getLiveThreshold()).isEqualTo(150);
    assertThat(evidence(verdict).getCandidateThreshold()).isEqualTo(195);
  }

  @Test
  void rollsBackACandidateThatIsSlower() throws Exception {
    rollout.answersIn("candidate", 300, 300);

    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason()).contains("latency p99").contains("above 195 ms");
  }

  @Test
  void theThresholdIsPinnedBeforeTheStepAndRemembered() throws Exception {
    rollout.answersIn("candidate", 300, 300);
    VerdictReached undisturbed = verdict();

    rollout = new Rollouts();
    liveIsQuick();
    rollout.answersIn("candidate", 300, 300);
    rollout.stage.deliver(Rollouts.timed());
    for (int i = 0; i < 4; i++) {
      rollout.clock.advance(((Outcome.CheckAgain) rollout.stage.look()).after());
    }
    // Asked again, the cloud would say something else of the time before.
    rollout.cloud.answersIn(
        "live",
        start ->
            start.isBefore(Events.START)
                ? new Latency.Unknown(start)
                : Rollouts.histogram(start, 40, 140));
    rollout.stage.crashAndRedeliver().lookUntilDone(100);

    assertThat(rollout.stage.only(Topics.VERDICTS)).isEqualTo(undisturbed);
    assertThat(rollout.stage.announced(Topics.MEASUREMENTS))
        .filteredOn(MeasurementTaken::getBefore)
        .hasSize(20)
        .allSatisfy(
            taken -> {
              assertThat(taken.getTickStart()).isBefore(Events.START);
              assertThat(taken.getCandidate().getKnown()).isFalse();
            });
  }

  @Test
  void quantilesAloneAreReportedByTheWeakerJudge() throws Exception {
    rollout.cloud.answersIn("live", start -> new Latency.Quantiles(start, Map.of(0.99, 120.0)));
    rollout.cloud.answersIn(
        "candidate", start -> new Latency.Quantiles(start, Map.of(0.99, 500.0)));

    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.ADVANCE);
    assertThat(evidence(verdict).getWeak()).isTrue();
    assertThat(evidence(verdict).getSentence()).contains("a weaker judge that only reports");
  }

  @Test
  void isInconclusiveWhenNothingIsKnownOfTheLiveFleetBefore() throws Exception {
    rollout.cloud.answersIn(
        "live",
        start ->
            start.isBefore(Events.START)
                ? new Latency.Unknown(start)
                : Rollouts.histogram(start, 40, 140));

    VerdictReached verdict = verdict();

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("latency p99: nothing is known of the live fleet");
  }

  private VerdictReached verdict() throws Exception {
    rollout.stage.deliver(Rollouts.timed()).lookUntilDone(200);
    return rollout.stage.only(Topics.VERDICTS);
  }

  private static Evidence evidence(VerdictReached verdict) {
    return verdict.getEvidence().stream()
        .filter(evidence -> evidence.getMetric().equals("latency p99"))
        .findFirst()
        .orElseThrow();
  }
}
