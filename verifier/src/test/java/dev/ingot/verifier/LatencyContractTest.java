package dev.ingot.verifier;

import dev.ingot.events.TrafficShifted;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.StageContract;

/** With a threshold that is pinned from before the step. */
class LatencyContractTest extends StageContract<TrafficShifted> {
  @Override
  protected ManualStage<TrafficShifted> freshStage() {
    Rollouts rollouts = new Rollouts();
    rollouts.answersIn("live", 40, 140);
    rollouts.answersIn("candidate", 40, 140);
    return rollouts.stage;
  }

  @Override
  protected TrafficShifted event() {
    return Rollouts.timed();
  }

  /** The verifier only looks; there is nothing that it could leave behind. */
  @Override
  protected void assertWorldIsSafe() {}

  @Override
  protected boolean holdsDeployment() {
    return false;
  }
}
