package dev.ingot.cloud.aws;

import dev.ingot.cloud.aws.BakePlan.BuilderSeen;
import dev.ingot.cloud.aws.BakePlan.BuilderStatus;
import java.time.Instant;
import java.util.Optional;

/** Decides what a migration needs next. Pure: values in, a step out. */
final class MigrationPlan {
  static final String RUNNING = "running";

  private MigrationPlan() {}

  /**
   * All that is seen of a migration.
   *
   * @param begun whether it was noted that the command is about to be sent: from then on it may
   *     have run
   * @param runner the newest instance that was launched for it
   * @param runnersUsed instances that it has had, the present one included
   */
  record Observed(boolean begun, Optional<BuilderSeen> runner, int runnersUsed, Instant now) {}

  /** What to do. */
  sealed interface Step {
    /** Nothing can be done now. */
    record Wait(String phase) implements Step {}

    record Launch() implements Step {}

    /** Notes that it begins, and sends the command. */
    record Begin() implements Step {}

    /** Terminates the runner, so that the next look launches a fresh one. */
    record Replace() implements Step {}

    record Succeed() implements Step {}

    record Fail(String reason) implements Step {}

    /** The command ended with another exit code than 0. */
    record FailWithItsWords() implements Step {}
  }

  static Step next(Observed seen) {
    if (seen.runner().isEmpty()) {
      return seen.begun() ? lost() : launch(seen, "no instance for it stayed");
    }
    BuilderSeen runner = seen.runner().get();
    if (runner.status() == BuilderStatus.PENDING) {
      return online(runner, seen, "starting an instance for it");
    }
    if (runner.status() != BuilderStatus.RUNNING) {
      return seen.begun() ? lost() : launch(seen, "instances for it were terminated");
    }
    return switch (runner.command()) {
      case NONE ->
          runner.online()
              ? new Step.Begin()
              : online(runner, seen, "waiting for the instance's agent");
      case RUNNING -> new Step.Wait(RUNNING);
      case SUCCEEDED -> new Step.Succeed();
      case FAILED, TIMED_OUT -> new Step.FailWithItsWords();
      case UNDELIVERABLE -> new Step.Fail("the command could not be delivered to an instance");
    };
  }

  private static Step lost() {
    return new Step.Fail(
        "the instance that ran it went away; whether it has finished is not known, and it is not"
            + " run again by itself");
  }

  private static Step online(BuilderSeen runner, Observed seen, String phase) {
    if (seen.now().isBefore(runner.launchedAt().plus(BakePlan.ONLINE_BY))) {
      return new Step.Wait(phase);
    }
    return seen.runnersUsed() < BakePlan.BUILDERS
        ? new Step.Replace()
        : new Step.Fail(
            "no instance for it came online within %d minutes"
                .formatted(BakePlan.ONLINE_BY.toMinutes()));
  }

  private static Step launch(Observed seen, String reason) {
    return seen.runnersUsed() < BakePlan.BUILDERS ? new Step.Launch() : new Step.Fail(reason);
  }
}
