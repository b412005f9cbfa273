package dev.ingot.cloud.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides what a bake needs next. Pure: values in, a step out. */
final class BakePlan {
  /** The first builder, and one fresh one: about 1 in 200 instances never comes online. */
  static final int BUILDERS = 2;

  static final Duration ONLINE_BY = Duration.ofMinutes(5);

  private BakePlan() {}

  /** An image of this bake key, finished or not. */
  enum ImageStatus {
    NONE,
    PENDING,
    AVAILABLE,
    FAILED
  }

  /** What EC2 says of a builder. */
  enum BuilderStatus {
    PENDING,
    RUNNING,
    STOPPING,
    STOPPED,
    TERMINATED
  }

  /** What SSM says of the build command. */
  enum CommandStatus {
    NONE,
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    UNDELIVERABLE
  }

  /**
   * The newest builder of the bake.
   *
   * @param online whether its agent answers
   * @param failure why the bake failed on it, when it was noted before it was terminated
   */
  record BuilderSeen(
      BuilderStatus status,
      Instant launchedAt,
      boolean online,
      CommandStatus command,
      Optional<String> failure) {}

  /**
   * All that is seen of a bake.
   *
   * @param buildersUsed builders that this bake has had, the present one included
   * @param archive whether the source is in storage
   */
  record Observed(
      ImageStatus image,
      boolean archive,
      Optional<BuilderSeen> builder,
      int buildersUsed,
      Instant now,
      Instant deadline) {}

  /** What to do. */
  sealed interface Step {
    /** Nothing can be done now. */
    record Wait(String phase) implements Step {}

    record Upload() implements Step {}

    record Launch() implements Step {}

    record SendCommand() implements Step {}

    record Stop() implements Step {}

    record CreateImage() implements Step {}

    /** Terminates the builder, so that the next look launches a fresh one. */
    record Replace() implements Step {}

    /** Removes everything but the image. */
    record Finish() implements Step {}

    /** Notes the reason, and removes everything. */
    record Fail(String reason) implements Step {}
  }

  static Step next(Observed seen) {
    return switch (seen.image()) {
      case AVAILABLE -> new Step.Finish();
      case FAILED -> new Step.Fail("the cloud could not make the image");
      case PENDING -> overdue(seen) ? late(seen) : new Step.Wait("making the image");
      case NONE -> overdue(seen) ? late(seen) : withoutImage(seen);
    };
  }

  private static boolean overdue(Observed seen) {
    return !seen.now().isBefore(seen.deadline());
  }

  private static Step late(Observed seen) {
    return new Step.Fail("the bake was not finished by its deadline, " + seen.deadline());
  }

  private static Step withoutImage(Observed seen) {
    if (seen.builder().isEmpty()) {
      return upload(seen);
    }
    BuilderSeen builder = seen.builder().get();
    if (builder.failure().isPresent()) {
      return new Step.Fail(builder.failure().get());
    }
    return switch (builder.status()) {
      case TERMINATED -> fresh(seen, "builders were terminated before the build had finished");
      case PENDING -> online(builder, seen, "starting the builder");
      case RUNNING -> running(builder, seen);
      case STOPPING ->
          builder.command() == CommandStatus.SUCCEEDED
              ? new Step.Wait("stopping the builder")
              : new Step.Replace();
      case STOPPED ->
          builder.command() == CommandStatus.SUCCEEDED
              ? new Step.CreateImage()
              : new Step.Replace();
    };
  }

  private static Step running(BuilderSeen builder, Observed seen) {
    return switch (builder.command()) {
      case NONE ->
          builder.online()
              ? (seen.archive() ? new Step.SendCommand() : new Step.Upload())
              : online(builder, seen, "waiting for the builder's agent");
      case RUNNING -> new Step.Wait("building");
      case SUCCEEDED -> new Step.Stop();
      case FAILED -> new Step.Fail("the build failed");
      case TIMED_OUT -> late(seen);
      case UNDELIVERABLE -> replace(seen, "the build command could not be delivered to a builder");
    };
  }

  private static Step online(BuilderSeen builder, Observed seen, String phase) {
    return seen.now().isBefore(builder.launchedAt().plus(ONLINE_BY))
        ? new Step.Wait(phase)
        : replace(seen, "no builder came online within " + ONLINE_BY.toMinutes() + " minutes");
  }

  private static Step replace(Observed seen, String reason) {
    return seen.buildersUsed() < BUILDERS ? new Step.Replace() : new Step.Fail(reason);
  }

  private static Step fresh(Observed seen, String reason) {
    return seen.buildersUsed() < BUILDERS ? upload(seen) : new Step.Fail(reason);
  }

  private static Step upload(Observed seen) {
    return seen.archive() ? new Step.Launch() : new Step.Upload();
  }
}
