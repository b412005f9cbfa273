package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.APPROVE_WITHIN;
import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A step that an operator has to approve. */
class ApprovalTest {
  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);

  @BeforeEach
  void twoFleets() {
    Fixtures.makeCandidate(cloud);
    Fixtures.makeLive(cloud);
  }

  private ManualStage<FleetProvisioned> delivered(Integer... approveBefore) {
    return Fixtures.stage(cloud, clock)
        .deliver(Fixtures.approved(Fixtures.rollout(), approveBefore));
  }

  /** At 5 %, which a judge has found good; 25 % has to be approved. */
  private ManualStage<FleetProvisioned> judged() throws Exception {
    ManualStage<FleetProvisioned> stage = delivered(25);
    stage.look();
    advance(stage, 0);
    return stage;
  }

  @Test
  void holdsBeforeTheFirstStepUntilItIsApproved() throws Exception {
    ManualStage<FleetProvisioned> stage = delivered(5);
    stage.look();
    clock.advance(Duration.ofMinutes(40));
    stage.look();
    assertThat(weight()).isZero();

    approve(stage, clock.instant());
    stage.look();

    assertThat(weight()).isEqualTo(5);
    assertThat(announced(stage)).containsExactly(5);
  }

  @Test
  void holdsAtTheStepBeforeAndKeepsTheGuardAway() throws Exception {
    ManualStage<FleetProvisioned> stage = judged();
    for (int minute = 0; minute < 30; minute++) {
      clock.advance(Duration.ofMinutes(1));
      stage.look();
      assertThat(weight()).isEqualTo(5);
      assertThat(rule().rollbackAt())
          .hasValueSatisfying(at -> assertThat(at).isAfter(clock.instant()));
    }

    approve(stage, clock.instant());
    stage.look();

    assertThat(weight()).isEqualTo(25);
    assertThat(announced(stage)).containsExactly(5, 25);
  }

  @Test
  void aRollbackTimeThatWasTakenAwayWhileItWaitsComesBackAndEverybodyIsTold() throws Exception {
    ManualStage<FleetProvisioned> stage = judged();
    clock.advance(Duration.ofSeconds(10));
    stage.look();
    cloud.setRoute(Fixtures.route(rule().weights(), LIVE, CANDIDATE, null));
    clock.advance(Duration.ofSeconds(10));
    stage.look();

    assertThat(rule().rollbackAt())
        .hasValueSatisfying(at -> assertThat(at).isAfter(clock.instant()));
    assertThat(announced(stage)).containsExactly(5, 5);

    // What was given before the restoration was meant for the step that comes, all the same.
    clock.advance(Duration.ofSeconds(1));
    approve(stage, clock.instant().minusSeconds(2));
    stage.look();
    assertThat(announced(stage)).containsExactly(5, 5, 25);
  }

  @Test
  void goesBackWhenNobodyApprovesInTime() throws Exception {
    ManualStage<FleetProvisioned> stage = judged();
    Instant judgeBy = stage.announced(Topics.TRAFFIC).getFirst().getJudgeBy();
    clock.advance(Duration.ofSeconds(30));
    while (!clock.instant().isAfter(judgeBy.plus(APPROVE_WITHIN))) {
      stage.look();
      assertThat(weight()).isEqualTo(5);
      clock.advance(Duration.ofSeconds(30));
    }
    stage.lookUntilDone(3);

    assertThat(rule()).isEqualTo(Fixtures.liveRoute());
    assertThat(stage.only(Topics.OUTCOMES))
        .satisfies(
            end -> {
              assertThat(end.getOutcome()).isEqualTo(DeploymentOutcome.ROLLED_BACK);
              assertThat(end.getReason()).isEqualTo("nobody approved 25 % within 1h");
            });
  }

  @Test
  void takesAnApprovalForTheNextStepAlone() throws Exception {
    ManualStage<FleetProvisioned> stage = delivered(5, 25);
    stage.look();
    approve(stage, clock.instant());
    // Given twice, as by two operators, or by one who is impatient.
    approve(stage, clock.instant());
    stage.look();
    clock.advance(Duration.ofSeconds(30));
    advance(stage, 0);
    stage.look();
    assertThat(weight()).isEqualTo(5);

    approve(stage, clock.instant());
    stage.look();

    assertThat(weight()).isEqualTo(25);
  }

  @Test
  void anApprovalDoesNotReplaceAVerdict() throws Exception {
    ManualStage<FleetProvisioned> stage = delivered(25);
    stage.look();
    clock.advance(Duration.ofSeconds(10));
    approve(stage, clock.instant());
    stage.look();

    assertThat(weight()).isEqualTo(5);
  }

  // --- a judge that says ROLL_BACK while it waits, and an approval that crosses with that ---

  @Test
  void aJudgeMayStillRollBackWhatWaitsForAnApproval() throws Exception {
    ManualStage<FleetProvisioned> stage = judged();
    clock.advance(Duration.ofMinutes(20));
    stage.look();
    rollBack(stage, 0);
    stage.lookUntilDone(3);

    assertBack(stage);
  }

  @Test
  void anApprovalBeforeOrAfterTheRollbackLoses() throws Exception {
    for (boolean approvedFirst : List.of(true, false)) {
      ManualStage<FleetProvisioned> stage = waiting();
      if (approvedFirst) {
        approve(stage, clock.instant());
      }
      rollBack(stage, 0);
      if (!approvedFirst) {
        approve(stage, clock.instant());
      }
      stage.lookUntilDone(3);

      assertBack(stage);
      assertThat(announced(stage)).containsExactly(5, 0);
    }
  }

  @Test
  void theRollbackAlsoWinsWhereTheStepWasSetAndItsOwnerDied() throws Exception {
    ManualStage<FleetProvisioned> stage = waiting();
    approve(stage, clock.instant());
    stage.lookAndLoseIt();
    assertThat(weight()).isEqualTo(25);
    rollBack(stage, 0);
    stage.crashAndRedeliver().lookUntilDone(3);

    assertBack(stage);
    assertThat(announced(stage)).containsExactly(5, 0);
  }

  @Test
  void theRollbackAlsoWinsWhereTheStepWasAnnounced() throws Exception {
    ManualStage<FleetProvisioned> stage = waiting();
    approve(stage, clock.instant());
    stage.look();
    rollBack(stage, 0);
    stage.crashAndRedeliver().lookUntilDone(3);

    assertBack(stage);
    assertThat(announced(stage)).containsExactly(5, 25, 0);
  }

  /** In a cloud of its own, where the verdict on the first step is there. */
  private ManualStage<FleetProvisioned> waiting() throws Exception {
    cloud.setRoute(Fixtures.liveRoute());
    ManualStage<FleetProvisioned> stage = judged();
    clock.advance(Duration.ofMinutes(1));
    stage.look();
    assertThat(weight()).isEqualTo(5);
    return stage;
  }

  private void assertBack(ManualStage<FleetProvisioned> stage) {
    assertThat(rule()).isEqualTo(Fixtures.liveRoute());
    assertThat(stage.only(Topics.OUTCOMES))
        .satisfies(
            end -> {
              assertThat(end.getOutcome()).isEqualTo(DeploymentOutcome.ROLLED_BACK);
              assertThat(end.getReason()).isEqualTo("health: while it stood at 5 %: bad");
            });
  }

  /** By the judge that has said ADVANCE. */
  private void rollBack(ManualStage<FleetProvisioned> stage, int step) {
    stage.say(
        Topics.VERDICTS,
        Events.verdictReached(Events.deployment(), step, Decision.ROLL_BACK)
            .setId("standing-" + step)
            .setReason("while it stood at 5 %: bad")
            .setReachedAt(clock.instant())
            .build());
  }

  @Test
  void anApprovalSurvivesACrash() throws Exception {
    ManualStage<FleetProvisioned> stage = delivered(5);
    stage.look();
    approve(stage, clock.instant());
    stage.crashAndRedeliver();
    stage.look();

    assertThat(announced(stage)).containsExactly(5);
  }

  @Test
  void anAbortEndsTheWait() throws Exception {
    ManualStage<FleetProvisioned> stage = delivered(5);
    stage.look();
    stage.say(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());
    stage.lookUntilDone(3);

    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
  }

  @Test
  void aFirstDeploymentNeedsAnApprovalToo() throws Exception {
    InMemoryCloud empty = new InMemoryCloud(clock);
    Fixtures.makeCandidate(empty);
    ManualStage<FleetProvisioned> stage =
        Fixtures.stage(empty, clock).deliver(Fixtures.approved(Fixtures.first(), 25));
    stage.look();
    assertThat(empty.traffic().current(Events.SERVICE)).isEmpty();

    approve(stage, clock.instant());
    stage.look();

    assertThat(announced(stage)).containsExactly(100);
  }

  private Route rule() {
    return cloud.traffic().current(Events.SERVICE).orElseThrow();
  }

  private int weight() {
    assertThat(rule().live()).contains(LIVE);
    return rule().weightOf(CANDIDATE);
  }

  private static List<Integer> announced(ManualStage<FleetProvisioned> stage) {
    return stage.announced(Topics.TRAFFIC).stream().map(TrafficShifted::getWeight).toList();
  }

  private void advance(ManualStage<FleetProvisioned> stage, int step) {
    stage.say(
        Topics.VERDICTS,
        Events.verdictReached(Events.deployment(), step, Decision.ADVANCE)
            .setReachedAt(clock.instant())
            .build());
  }

  private static void approve(ManualStage<FleetProvisioned> stage, Instant when) {
    stage.say(
        Topics.COMMANDS,
        Events.operatorCommand(CommandKind.APPROVE)
            .setId(UUID.randomUUID().toString())
            .setIssuedAt(when)
            .build());
  }
}
