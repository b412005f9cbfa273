package dev.ingot.verifier;

import dev.ingot.events.TrafficShifted;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.StageContract;

class JudgeStepContractTest extends StageContract<TrafficShifted> {
  @Override
  protected ManualStage<TrafficShifted> freshStage() {
    return new Rollouts().stage;
  }

  @Override
  protected TrafficShifted event() {
    return Rollouts.shift();
  }

  /** The verifier only looks; there is nothing that it could leave behind. */
  @Override
  protected void assertWorldIsSafe() {}

  @Override
  protected boolean holdsDeployment() {
    return false;
  }
}
