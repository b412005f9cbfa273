package dev.ingot.provisioner;

import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.Migration;
import dev.ingot.events.Cause;
import dev.ingot.events.Hook;
import dev.ingot.events.VerifyPlan;
import dev.ingot.pipeline.probe.Probing;
import dev.ingot.stage.StageContext;
import java.time.Duration;

/** What a healthy fleet must pass before it is announced: its smoke test, then its probes. */
final class LastChecks {
  private LastChecks() {}

  /** How far they are. */
  sealed interface Result {
    record Passed() implements Result {}

    record Again() implements Result {}

    record Failed(String reason, String log) implements Result {}
  }

  /**
   * Runs what has not run yet.
   *
   * @param late whether the time is over in which the fleet had to be reached
   */
  static Result run(InHand hand, FleetState candidate, boolean late, StageContext context) {
    // Nothing may hold up the way back.
    if (hand.image().getDeployment().getCause() == Cause.ROLLBACK) {
      return new Result.Passed();
    }
    VerifyPlan verify = hand.image().getPlan().getVerify();
    FleetSpec spec = ProvisionerEvents.spec(hand.image(), hand.fleet(), candidate.desired());
    Hook smoke = verify.getSmoke();
    if (smoke != null) {
      context.requireLease();
      Migration test =
          hand.cloud()
              .fleets()
              .smoke(
                  spec,
                  new Migration.Hook(smoke.getCommand(), Duration.ofMillis(smoke.getWithin())));
      if (test instanceof Migration.Failed failed) {
        return new Result.Failed("verify.smoke: " + failed.reason(), failed.log());
      }
      if (test instanceof Migration.Running) {
        return new Result.Again();
      }
    }
    // After the smoke test, which takes many looks, so that they are sent once.
    return verify.getProbes().isEmpty() ? new Result.Passed() : probed(hand, spec, verify, late);
  }

  private static Result probed(InHand hand, FleetSpec spec, VerifyPlan verify, boolean late) {
    return switch (Probing.run(hand.cloud().fleets().preview(spec), verify.getProbes())) {
      case Probing.Result.Passed passed -> new Result.Passed();
      case Probing.Result.Failed failed -> new Result.Failed(failed.reason(), "");
      case Probing.Result.Unreachable unreachable ->
          late ? new Result.Failed(unreachable.reason(), "") : new Result.Again();
    };
  }
}
