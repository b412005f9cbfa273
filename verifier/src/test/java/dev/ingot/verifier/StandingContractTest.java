package dev.ingot.verifier;

import dev.ingot.cloud.memory.Counts;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.StageContract;
import dev.ingot.verifier.sources.Slower;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** A rollout that stands after its step's verdict. */
class StandingContractTest {
  abstract static class Way extends StageContract<TrafficShifted> {
    Rollouts rollout = Rollouts.standing();

    @Override
    protected ManualStage<TrafficShifted> freshStage() {
      rollout = Rollouts.standing();
      return rollout.stage;
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

  @Nested
  class WhenItGoesBad extends Way {
    @Override
    protected ManualStage<TrafficShifted> freshStage() {
      ManualStage<TrafficShifted> stage = super.freshStage();
      Instant bad = Events.START.plusSeconds(30);
      rollout.cloud.requests(
          "candidate", start -> Optional.of(new Counts(5, start.isBefore(bad) ? 0 : 2)));
      return stage;
    }
  }

  @Nested
  class WhenPeopleEndIt extends Way {
    @Override
    protected void meanwhile(ManualStage<TrafficShifted> stage) {
      boolean decided = !stage.topics().all(Topics.OUTCOMES).isEmpty();
      long stood = stage.announced(Topics.MEASUREMENTS).stream().filter(Slower::isOne).count();
      if (stood >= 5 && !decided) {
        stage.say(
            Topics.OUTCOMES,
            Events.deploymentFinished(Events.deployment(), DeploymentOutcome.PROMOTED).build());
      }
    }
  }
}
