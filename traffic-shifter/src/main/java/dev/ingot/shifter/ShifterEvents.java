package dev.ingot.shifter;

import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Ids;
import java.time.Instant;
import java.util.Optional;

/** Makes the traffic-shifter's events. Pure; the same cause gives the same id. */
final class ShifterEvents {
  static final String STAGE = "traffic-shifter";

  private ShifterEvents() {}

  static TrafficShifted announced(
      FleetProvisioned fleet, ShiftPlan plan, Action.Announce announce) {
    return shifted(fleet, plan, Optional.of(announce.step()))
        .setId(
            Ids.event(
                "TrafficShifted",
                fleet.getDeployment().getId(),
                announce.step().index(),
                announce.step().weight()))
        .setStep(announce.step().index())
        .setWeight(announce.step().weight())
        .setPreviousWeight(announce.previousWeight())
        .setBake(announce.step().bake().toMillis())
        .setJudgeBy(announce.judgeBy())
        .setReason(announce.reason())
        .setShiftedAt(announce.shiftedAt())
        .build();
  }

  /** A step begun anew: another event than the first, so the time is part of its id. */
  static TrafficShifted restored(
      FleetProvisioned fleet, ShiftPlan plan, Action.Restore restore, int previousWeight) {
    return shifted(fleet, plan, Optional.of(restore.step()))
        .setId(
            Ids.event(
                "TrafficShifted",
                fleet.getDeployment().getId(),
                restore.step().index(),
                restore.step().weight(),
                restore.shiftedAt().toEpochMilli()))
        .setStep(restore.step().index())
        .setWeight(restore.step().weight())
        .setPreviousWeight(previousWeight)
        .setBake(restore.step().bake().toMillis())
        .setJudgeBy(restore.judgeBy())
        .setReason(restore.reason())
        .setShiftedAt(restore.shiftedAt())
        .build();
  }

  /** Traffic was taken back from the candidate. */
  static TrafficShifted takenBack(
      FleetProvisioned fleet, ShiftPlan plan, int previousWeight, String reason, Instant now) {
    return shifted(fleet, plan, Optional.empty())
        .setId(Ids.event("TrafficShifted", fleet.getDeployment().getId(), -1, 0))
        .setStep(-1)
        .setWeight(0)
        .setPreviousWeight(previousWeight)
        .setBake(0)
        .setJudgeBy(now)
        .setReason(reason)
        .setShiftedAt(now)
        .build();
  }

  private static TrafficShifted.Builder shifted(
      FleetProvisioned fleet, ShiftPlan plan, Optional<Step> step) {
    int beside = step.map(new Rules(fleet)::baselineWeight).orElse(0);
    return TrafficShifted.newBuilder()
        .setDeployment(fleet.getDeployment())
        .setCandidate(fleet.getCandidate())
        .setLive(fleet.getLive())
        .setBaseline(beside > 0 ? fleet.getBaseline() : null)
        .setBaselineWeight(beside)
        .setSteps(plan.steps().size())
        .setComparedSteps(plan.comparedSteps())
        .setEarly(fleet.getPlan().getRollout().getEarly())
        .setVerify(fleet.getPlan().getVerify());
  }

  static DeploymentFinished finished(
      FleetProvisioned fleet, DeploymentOutcome outcome, String reason, Instant now) {
    return DeploymentFinished.newBuilder()
        .setId(Ids.event("DeploymentFinished", fleet.getDeployment().getId()))
        .setDeployment(fleet.getDeployment())
        .setOutcome(outcome)
        .setStage(STAGE)
        .setReason(reason)
        .setFleet(fleet.getCandidate())
        .setFinishedAt(now)
        .build();
  }
}
