package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Decision;
import dev.ingot.events.Deployment;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.verifier.Rejudgement.Reproduction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RejudgementTest {
  private final Rollouts rollout = new Rollouts();

  /** What the log tells of a rollout that the verifier has judged; topics in any order. */
  private PastStep judged(TrafficShifted shift) throws Exception {
    rollout.stage.deliver(shift).lookUntilDone(200);
    return past(shift, rollout.stage.announced(Topics.MEASUREMENTS), verdicts());
  }

  private List<VerdictReached> verdicts() {
    return rollout.stage.announced(Topics.VERDICTS);
  }

  private static PastStep past(
      TrafficShifted shift, List<MeasurementTaken> measured, List<VerdictReached> verdicts) {
    PastSteps steps = new PastSteps(deployment -> true);
    verdicts.forEach(steps::add);
    List<MeasurementTaken> shuffled = new ArrayList<>(measured);
    Collections.reverse(shuffled);
    shuffled.forEach(steps::add);
    shuffled.forEach(steps::add);
    steps.add(shift);
    assertThat(steps.all()).hasSize(1);
    return steps.all().getFirst();
  }

  private static Rejudgement again(PastStep step) {
    return Rejudgement.of(step, Optional.empty());
  }

  @Test
  void aRollbackComesOutTheSame() throws Exception {
    rollout.cloud.serves("candidate", 5, 2);

    Rejudgement again = again(judged(Rollouts.shift()));

    assertThat(again.reproduction()).isEqualTo(Reproduction.SAME);
    assertThat(again.again().decision()).hasValue(Decision.ROLL_BACK);
    assertThat(again.again().after())
        .isLessThanOrEqualTo(Duration.between(Events.START, verdicts().getFirst().getReachedAt()));
  }

  @Test
  void anAdvanceComesOutTheSame() throws Exception {
    Rejudgement again = again(judged(Rollouts.shift()));

    assertThat(again.reproduction()).isEqualTo(Reproduction.SAME);
    assertThat(again.again().decision()).hasValue(Decision.ADVANCE);
    assertThat(again.again().after()).isEqualTo(Rollouts.BAKE);
  }

  @Test
  void oneWithAWarmUpComesOutTheSame() throws Exception {
    PastStep step = judged(with(Rollouts.shift(), verify -> verify.setWarmup(4_000)));

    assertThat(again(step).reproduction()).isEqualTo(Reproduction.SAME);
  }

  @Test
  void oneThatWasComparedWithTheTimeBeforeComesOutTheSame() throws Exception {
    rollout.cloud.serves("live", 1_000, 1);
    rollout.cloud.serves("candidate", 1_000, 40);

    PastStep step = judged(BaselineTest.shift());

    assertThat(step.verdict().orElseThrow().getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(again(step).reproduction()).isEqualTo(Reproduction.SAME);
  }

  @Test
  void oneThatIsInconclusiveComesOutTheSame() throws Exception {
    rollout.cloud.silent("candidate");

    assertThat(again(judged(Rollouts.shift())).reproduction()).isEqualTo(Reproduction.SAME);
  }

  @Test
  void whatTheInstancesDecidedIsBeyondTheMeasurements() throws Exception {
    rollout.cloud.removeFleet("candidate");

    assertThat(again(judged(Rollouts.shift())).reproduction()).isEqualTo(Reproduction.BEYOND);
  }

  @Test
  void measurementsThatWereChangedDoNotGiveTheVerdict() throws Exception {
    rollout.cloud.serves("candidate", 5, 2);
    judged(Rollouts.shift());
    List<MeasurementTaken> forged =
        rollout.stage.announced(Topics.MEASUREMENTS).stream()
            .map(m -> MeasurementTaken.newBuilder(m).setCandidate(Events.counts(5, 1)).build())
            .toList();

    Rejudgement again = again(past(Rollouts.shift(), forged, verdicts()));

    assertThat(again.reproduction()).isEqualTo(Reproduction.OTHER);
    RejudgeReport report = new RejudgeReport(List.of(again), Optional.empty());
    assertThat(report.reproduced()).isFalse();
    assertThat(report.text()).contains("NOT THE SAME").contains("0 of 1 verdicts");
  }

  @Test
  void aStepThatSomethingElseEndedHasNothingToReproduce() {
    Rejudgement again = again(past(Rollouts.shift(), List.of(), List.of()));

    assertThat(again.reproduction()).isEqualTo(Reproduction.NONE);
  }

  // --- another policy ---

  private static TrafficShifted with(
      TrafficShifted shift, UnaryOperator<VerifyPlan.Builder> change) {
    return TrafficShifted.newBuilder(shift)
        .setVerify(change.apply(VerifyPlan.newBuilder(shift.getVerify())).build())
        .build();
  }

  private static Rejudgement under(PastStep step, UnaryOperator<VerifyPlan.Builder> change) {
    TrafficShifted other = with(step.shift(), change);
    return Rejudgement.of(step, Optional.of(step.under(other.getVerify(), false)));
  }

  @Test
  void aStricterLimitWouldHaveRolledBackSooner() throws Exception {
    rollout.cloud.serves("candidate", 5, 2);

    Rejudgement strict = under(judged(Rollouts.shift()), verify -> verify.setErrorLimit(0.01));

    assertThat(strict.differs()).isFalse();
    assertThat(strict.later()).hasValueSatisfying(later -> assertThat(later).isNegative());
    assertThat(report(strict).text()).contains("sooner");
    assertThat(report(strict).summary()).contains("0 of 1 steps would have ended differently");
  }

  @Test
  void aStricterLimitWouldHaveRolledBackWhatAdvanced() throws Exception {
    rollout.cloud.serves("candidate", 50, 2);

    Rejudgement strict = under(judged(Rollouts.shift()), verify -> verify.setErrorLimit(0.005));

    assertThat(strict.differs()).isTrue();
    assertThat(strict.other().orElseThrow().decision()).hasValue(Decision.ROLL_BACK);
    assertThat(report(strict).text()).contains("which is different");
  }

  @Test
  void aLaxerLimitCannotTellWhereTheMeasurementsEnd() throws Exception {
    rollout.cloud.serves("candidate", 5, 2);

    Rejudgement lax =
        under(
            judged(Rollouts.shift()),
            verify -> verify.setErrorLimit(0.45).setErrorTolerance(100.0));

    assertThat(lax.differs()).isTrue();
    assertThat(lax.other().orElseThrow().decision()).isEmpty();
    assertThat(report(lax).text()).contains("undecided after");
  }

  private static RejudgeReport report(Rejudgement one) {
    return new RejudgeReport(List.of(one), Optional.of("other.yaml"));
  }

  // --- what is read ---

  @Test
  void readsNothingOfOthers() {
    PastSteps steps = new PastSteps(RejudgementTest::isWanted);
    steps.add(Rollouts.shift());
    steps.add(Events.measurementTaken().build());
    steps.add(Events.verdictReached().build());

    assertThat(steps.all()).isEmpty();
  }

  private static boolean isWanted(Deployment deployment) {
    return deployment.getId().equals("another");
  }

  @Test
  void readsNoStepThatTakesTrafficBackOrThatOthersJudge() {
    PastSteps steps = new PastSteps(deployment -> true);
    steps.add(Events.trafficShifted(Events.deployment(), -1, 0).build());
    steps.add(with(Rollouts.shift(), verify -> verify.setJudges(List.of("load-test"))));

    assertThat(steps.all()).isEmpty();
  }

  @Test
  void tellsProgramsInMillisecondsAfterTheShift() throws Exception {
    rollout.cloud.serves("candidate", 5, 2);

    assertThat(
            report(under(judged(Rollouts.shift()), verify -> verify.setErrorLimit(0.01)))
                .tree()
                .toString())
        .contains("reproduction=SAME", "differs=false", "later=-", "decision=ROLL_BACK");
  }
}
