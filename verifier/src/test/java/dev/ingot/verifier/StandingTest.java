package dev.ingot.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.memory.Call;
import dev.ingot.cloud.memory.Counts;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.Probe;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.probe.Probing;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.verifier.sources.Slower;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rollout that stands at 5 %, after the verdict on its step of twelve seconds. */
class StandingTest {
  private static final Duration LONG = Duration.ofMinutes(90);

  private final Rollouts rollout = Rollouts.standing();

  @Test
  void rollsBackACandidateThatGoesBadWhileItStands() throws Exception {
    goesBad(rollout, Events.START.plusSeconds(120));

    rollout.stage.deliver(Rollouts.shift()).lookUntilDone(200);

    List<VerdictReached> verdicts = rollout.stage.announced(Topics.VERDICTS);
    assertThat(verdicts)
        .extracting(VerdictReached::getDecision)
        .containsExactly(Decision.ADVANCE, Decision.ROLL_BACK);
    assertThat(verdicts).extracting(VerdictReached::getId).doesNotHaveDuplicates();
    VerdictReached last = verdicts.getLast();
    assertThat(last.getReason()).startsWith("while it stood at 5 %: errors: ");
    assertThat(last.getEvidence()).isNotEmpty();
    assertThat(last.getReachedAt())
        .isBetween(Events.START.plusSeconds(120), Events.START.plusSeconds(140));
  }

  /** The sooner, the finer the ticks; and after hours no test has to make up for them. */
  @ParameterizedTest
  @CsvSource({"1, 20", "30, 20", "90, 90"})
  void itIsSoonHoweverLongItStood(int minutes, int seconds) throws Exception {
    Instant bad = Events.START.plusSeconds(60L * minutes);
    goesBad(rollout, bad);

    rollout.stage.deliver(Rollouts.shift()).lookUntilDone(1_000);

    assertThat(rollout.stage.announced(Topics.VERDICTS).getLast().getReachedAt())
        .isBetween(bad, bad.plusSeconds(seconds));
  }

  @Test
  void saysNothingAboutAGoodOneAndKeepsEverySecondInFewTicks() throws Exception {
    stand(rollout, LONG);

    assertThat(rollout.stage.only(Topics.VERDICTS).getDecision()).isEqualTo(Decision.ADVANCE);
    List<MeasurementTaken> stood = stood(rollout);
    assertThat(stood).hasSizeBetween(775, 785);
    assertThat(stood.getFirst().getTickStart())
        .isEqualTo(Events.START.plus(Rollouts.BAKE).plusSeconds(3));
    for (int i = 1; i < stood.size(); i++) {
      MeasurementTaken before = stood.get(i - 1);
      assertThat(stood.get(i).getTickStart())
          .isEqualTo(before.getTickStart().plusMillis(before.getTickLength()));
    }
    assertThat(stood)
        .allSatisfy(
            one ->
                assertThat(one.getCandidate().getRequests()).isEqualTo(one.getTickLength() / 200))
        .extracting(MeasurementTaken::getTickLength)
        .containsOnly(5_000L, 30_000L);
    assertThat(stood)
        .extracting(MeasurementTaken::getSource)
        .containsOnly("load-balancer-standing");
  }

  /** Two minutes a look; that nobody has looked for an hour must not take another third of one. */
  @Test
  void catchesUpAtOnce() throws Exception {
    stand(rollout, Duration.ofMinutes(1));
    rollout.clock.advance(Duration.ofMinutes(50));
    Instant back = rollout.clock.instant();
    goesBad(rollout, back.minusSeconds(30));
    rollout.stage.lookUntilDone(200);

    VerdictReached last = rollout.stage.announced(Topics.VERDICTS).getLast();
    assertThat(last.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(last.getReachedAt()).isBetween(back, back.plusSeconds(10));
  }

  @Test
  void givesTheSameVerdictAfterACrashAtAnyTime() throws Exception {
    Instant bad = Events.START.plusSeconds(60);
    goesBad(rollout, bad);
    rollout.stage.deliver(Rollouts.shift()).lookUntilDone(200);

    for (int looks : List.of(13, 14, 16, 20, 22)) {
      Rollouts again = Rollouts.standing();
      goesBad(again, bad);
      again.stage.deliver(Rollouts.shift());
      for (int i = 0; i < looks; i++) {
        again.clock.advance(((Outcome.CheckAgain) again.stage.look()).after());
      }
      again.stage.lookAndLoseIt();
      again.stage.crashAndRedeliver().lookUntilDone(200);

      assertThat(again.stage.announced(Topics.VERDICTS))
          .as("after %d looks", looks)
          .isEqualTo(rollout.stage.announced(Topics.VERDICTS));
    }
  }

  @Test
  void bothVerdictsComeOutTheSame() throws Exception {
    goesBad(rollout, Events.START.plusSeconds(120));
    rollout.stage.deliver(Rollouts.shift()).lookUntilDone(200);
    List<MeasurementTaken> measured = rollout.stage.announced(Topics.MEASUREMENTS);

    Rejudgement again = again(measured);

    assertThat(again.again().decision()).hasValue(Decision.ADVANCE);
    assertThat(again.reproduction()).isEqualTo(Rejudgement.Reproduction.SAME);
    RejudgeReport report = new RejudgeReport(List.of(again), Optional.empty());
    assertThat(report.text())
        .contains("  then   ADVANCE after")
        .contains("  stood  ROLL_BACK after 13");
    assertThat(report.tree().toString()).contains("stood={decision=ROLL_BACK, after=13");
  }

  @Test
  void whatWasMeasuredWhileItStoodAndThenChangedDoesNot() throws Exception {
    goesBad(rollout, Events.START.plusSeconds(120));
    rollout.stage.deliver(Rollouts.shift()).lookUntilDone(200);
    List<MeasurementTaken> forged =
        rollout.stage.announced(Topics.MEASUREMENTS).stream()
            .map(
                m ->
                    Slower.isOne(m)
                        ? MeasurementTaken.newBuilder(m).setCandidate(Events.counts(25, 1)).build()
                        : m)
            .toList();

    assertThat(again(forged).reproduction()).isEqualTo(Rejudgement.Reproduction.OTHER);
  }

  private Rejudgement again(List<MeasurementTaken> measured) {
    return again(rollout, Rollouts.shift(), measured);
  }

  private static Rejudgement again(
      Rollouts rollout, TrafficShifted shift, List<MeasurementTaken> measured) {
    PastSteps past = new PastSteps(deployment -> true);
    past.add(shift);
    measured.forEach(past::add);
    rollout.stage.announced(Topics.VERDICTS).reversed().forEach(past::add);
    return Rejudgement.of(past.all().getFirst(), Optional.empty());
  }

  @Test
  void watchesOneThatNobodyCouldJudgeAsWell() throws Exception {
    Instant bad = Events.START.plusSeconds(120);
    rollout.cloud.requests(
        "candidate",
        start -> start.isBefore(bad) ? Optional.empty() : Optional.of(new Counts(5, 2)));

    rollout.stage.deliver(Rollouts.shift()).lookUntilDone(200);

    assertThat(rollout.stage.announced(Topics.VERDICTS))
        .extracting(VerdictReached::getDecision)
        .containsExactly(Decision.INCONCLUSIVE, Decision.ROLL_BACK);
  }

  @Test
  void isNotTheCandidatesFaultWhenBothFail() throws Exception {
    Instant bad = Events.START.plusSeconds(60);
    goesBad(rollout, bad);
    rollout.cloud.requests(
        "live", start -> Optional.of(new Counts(95, start.isBefore(bad) ? 1 : 38)));

    stand(rollout, Duration.ofMinutes(10));

    assertThat(rollout.stage.only(Topics.VERDICTS).getDecision()).isEqualTo(Decision.ADVANCE);
  }

  @Test
  void rollsBackWhenNoInstanceIsHealthyAnyMore() throws Exception {
    stand(rollout, Duration.ofMinutes(1));
    rollout.cloud.removeFleet("candidate");
    rollout.stage.lookUntilDone(1);

    assertThat(rollout.stage.announced(Topics.VERDICTS).getLast().getReason())
        .isEqualTo("while it stood at 5 %: none of 2 instances is healthy: the fleet is gone");
  }

  @Test
  void rollsBackASlowerOneByTheThresholdsOfItsStep() throws Exception {
    Instant slow = Events.START.plusSeconds(120);
    rollout.cloud.serves("candidate", 100, 0);
    rollout.answersIn("live", 40, 140);
    rollout.cloud.answersIn(
        "candidate", start -> Rollouts.histogram(start, 40, start.isBefore(slow) ? 140 : 390));

    rollout.stage.deliver(Rollouts.timed()).lookUntilDone(500);

    assertThat(rollout.stage.announced(Topics.VERDICTS).getLast().getReason())
        .startsWith("while it stood at 5 %: latency p99: ");
  }

  @Test
  void atAHundredPercentLimitsAloneHold() throws Exception {
    goesBad(rollout, Events.START.plusSeconds(120));
    TrafficShifted all =
        TrafficShifted.newBuilder(Rollouts.shift()).setWeight(100).setComparedSteps(3).build();

    rollout.stage.deliver(all).lookUntilDone(200);

    assertThat(rollout.stage.announced(Topics.VERDICTS).getLast().getReason())
        .startsWith("while it stood at 100 %: errors: ")
        .contains(" with a limit of ");
    assertThat(stood(rollout)).extracting(MeasurementTaken::getLive).containsOnlyNulls();
  }

  @Test
  void atAHundredPercentNothingIsMeasuredThatHasNoLimit() throws Exception {
    rollout.answersIn("candidate", 40, 140);
    rollout.answersIn("live", 40, 140);
    TrafficShifted all =
        TrafficShifted.newBuilder(Rollouts.timed()).setWeight(100).setComparedSteps(4).build();

    rollout.stand(all, Duration.ofMinutes(2));

    assertThat(stood(rollout)).isNotEmpty();
    assertThat(stood(rollout)).extracting(MeasurementTaken::getMetric).containsOnly("errors");
  }

  @Test
  void probesGoOnAtItsPace() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    Rollouts probed =
        Rollouts.standing(
            (preview, probe) ->
                sent.incrementAndGet() <= 20
                    ? new Probing.Result.Passed()
                    : new Probing.Result.Failed("answered 500"));

    probed.stage.deliver(probed(1_000)).lookUntilDone(200);

    assertThat(probed.stage.announced(Topics.VERDICTS).getLast().getReason())
        .startsWith("while it stood at 5 %: probe 1: GET /login: 3 failures in a row");
    assertThat(probed.stage.announced(Topics.MEASUREMENTS))
        .filteredOn(one -> one.getSource().equals("probe-standing"))
        .hasSizeBetween(8, 14);
  }

  // --- what ends it, and what does not ---

  @Test
  void endsWithTheNextShiftAndWithTheOutcome() throws Exception {
    stand(rollout, Duration.ofMinutes(1));
    rollout.stage.newerWaiting(true);
    assertThat(rollout.stage.look()).isEqualTo(Outcome.done());

    Rollouts other = Rollouts.standing();
    stand(other, Duration.ofMinutes(1));
    other.stage.say(
        Topics.OUTCOMES,
        Events.deploymentFinished(Events.deployment(), DeploymentOutcome.PROMOTED).build());
    assertThat(other.stage.look()).isEqualTo(Outcome.done());
  }

  @Test
  void aRuleThatIsRestoredMeanwhileIsWatchedOn() throws Exception {
    goesBad(rollout, Events.START.plusSeconds(120));
    stand(rollout, Duration.ofMinutes(1));
    rollout
        .stage
        .deliver(
            TrafficShifted.newBuilder(Rollouts.shift())
                .setId("restored")
                .setShiftedAt(rollout.clock.instant())
                .setJudgeBy(rollout.clock.instant().plusSeconds(45))
                .build())
        .lookUntilDone(200);

    assertThat(rollout.stage.announced(Topics.VERDICTS))
        .extracting(VerdictReached::getDecision)
        .containsExactly(Decision.ADVANCE, Decision.ROLL_BACK);
    assertThat(stood(rollout)).extracting(MeasurementTaken::getTickStart).doesNotHaveDuplicates();
  }

  /** The last of three failures in a row comes after it; so it does when it is judged again. */
  @Test
  void aRuleThatIsRestoredDoesNotExcuseProbes() throws Exception {
    Instant restoredAt = Events.START.plusSeconds(60);
    TrafficShifted shift = probed(10_000);
    AtomicReference<Rollouts> of = new AtomicReference<>();
    Rollouts probed =
        Rollouts.standing(
            (preview, probe) ->
                Objects.requireNonNull(of.get())
                        .clock
                        .instant()
                        .isBefore(restoredAt.minusSeconds(20))
                    ? new Probing.Result.Passed()
                    : new Probing.Result.Failed("answered 500"));
    of.set(probed);
    probed.stand(shift, Duration.ofSeconds(60));
    long before = stood(probed).stream().filter(Probes::isOne).count();
    TrafficShifted restored =
        TrafficShifted.newBuilder(shift).setId("restored").setShiftedAt(restoredAt).build();
    probed.stage.deliver(restored).lookUntilDone(200);

    List<MeasurementTaken> after = stood(probed).stream().filter(Probes::isOne).toList();
    assertThat(after.size() - before).isLessThan(3);
    assertThat(probed.stage.announced(Topics.VERDICTS).getLast().getReason())
        .startsWith("while it stood at 5 %: probe 1: GET /login: 3 failures in a row");
    assertThat(again(probed, shift, probed.stage.announced(Topics.MEASUREMENTS)).reproduction())
        .isEqualTo(Rejudgement.Reproduction.SAME);
  }

  @Test
  void aCloudThatDeniesEndsNothing() throws Exception {
    goesBad(rollout, Events.START.plusSeconds(120));
    stand(rollout, Duration.ofMinutes(1));
    CloudException denied = new CloudException.Denied("the role is gone", null);
    rollout.cloud.failAlways(Call.FIND_FLEET, denied);
    rollout.cloud.failAlways(Call.TICKS, denied);
    for (int i = 0; i < 12; i++) {
      rollout.clock.advance(((Outcome.CheckAgain) rollout.stage.look()).after());
    }
    rollout.cloud.heal();
    rollout.cloud.failAlways(Call.FIND_FLEET, denied);
    rollout.stage.lookUntilDone(200);

    assertThat(rollout.stage.announced(Topics.VERDICTS).getLast().getReason())
        .startsWith("while it stood at 5 %: errors: ");
    assertThat(stood(rollout))
        .extracting(one -> one.getCandidate().getRequests())
        .containsOnly(25L);
  }

  /** With a probe that is sent again so often. */
  private static TrafficShifted probed(long every) {
    Probe probe = Probe.newBuilder().setPath("/login").setEvery(every).setFailures(3).build();
    return TrafficShifted.newBuilder(Rollouts.shift())
        .setVerify(Events.verify().setProbes(List.of(probe)).build())
        .build();
  }

  /** Two requests of five fail from then on. */
  private static void goesBad(Rollouts rollout, Instant bad) {
    rollout.cloud.requests(
        "candidate", start -> Optional.of(new Counts(5, start.isBefore(bad) ? 0 : 2)));
  }

  private static void stand(Rollouts rollout, Duration time) throws Exception {
    rollout.stand(Rollouts.shift(), time);
  }

  private static List<MeasurementTaken> stood(Rollouts rollout) {
    return rollout.stage.announced(Topics.MEASUREMENTS).stream().filter(Slower::isOne).toList();
  }
}
