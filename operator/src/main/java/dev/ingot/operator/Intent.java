package dev.ingot.operator;

import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.topics.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What comes of an operator's rollback or redeploy: a deployment of an image that was live before,
 * or is. Pure.
 */
sealed interface Intent {
  /** It cannot be. */
  record Refused(String why) implements Intent {}

  /**
   * Said all at once.
   *
   * @param aborts of what is under way
   * @param command belongs to the new deployment, and says what must be live for it
   * @param image the new deployment's
   */
  record Begun(List<OperatorCommand> aborts, OperatorCommand command, ImageReady image)
      implements Intent {
    String deployment() {
      return image.getDeployment().getId();
    }

    /** The same, with what came in while it was said. */
    Begun abortToo(List<Deployment> late) {
      List<OperatorCommand> all = new ArrayList<>(aborts);
      late.forEach(one -> all.add(abort(one, command)));
      return new Begun(List.copyOf(all), command, image);
    }
  }

  /**
   * Who asks.
   *
   * @param id of the command
   * @param now in whole milliseconds, as events have it
   */
  record Asked(String id, String who, String why, Instant now) {}

  /**
   * Back to what was live before.
   *
   * @param wanted deployment to go back to; empty for the last one that ran another image
   */
  static Intent rollback(Past past, Optional<String> wanted, Asked asked) {
    if (past.live().isEmpty()) {
      return nothingPromoted(past);
    }
    String from = past.live().get();
    List<Deployment> underWay = past.underWay(asked.now());
    Optional<Deployment> before =
        underWay.stream().filter(one -> one.getCause() == Cause.ROLLBACK).findFirst();
    if (before.isPresent()) {
      return new Refused(
          "rollback %s is under way; 'ingot abort' ends it".formatted(before.get().getId()));
    }
    if (wanted.filter(from::equals).isPresent()) {
      return new Refused("%s is live".formatted(from));
    }
    if (wanted.filter(to -> !past.before().contains(to)).isPresent()) {
      return new Refused(
          "%s was never promoted in %s, or the log does not remember it"
              .formatted(Clean.line(wanted.get(), 128), past.environment()));
    }
    Optional<String> running = past.image(from).map(image -> image.getImage().getId());
    Optional<ImageReady> to =
        past.before().stream()
            .filter(one -> wanted.isEmpty() || wanted.get().equals(one))
            .flatMap(one -> past.image(one).stream())
            .filter(
                image ->
                    wanted.isPresent()
                        || running.filter(image.getImage().getId()::equals).isEmpty())
            .findFirst();
    if (to.isEmpty()) {
      return new Refused(
          "the log remembers nothing else that was live before %s in %s"
              .formatted(from, past.environment()));
    }
    OperatorCommand command =
        command(past, asked, CommandKind.ROLLBACK, to.get())
            .setFrom(from)
            .setTo(to.get().getDeployment().getId())
            .build();
    return new Begun(
        underWay.stream().map(one -> abort(one, command)).toList(),
        command,
        image(command, to.get(), Cause.ROLLBACK, atOnce(to.get().getPlan())));
  }

  /** What is live once more, by its own plan. */
  static Intent redeploy(Past past, Asked asked) {
    if (past.live().isEmpty()) {
      return nothingPromoted(past);
    }
    String live = past.live().get();
    List<Deployment> underWay = past.underWay(asked.now());
    if (!underWay.isEmpty()) {
      return new Refused(
          "%s is under way; wait for its end, or 'ingot abort' it"
              .formatted(underWay.getFirst().getId()));
    }
    Optional<ImageReady> image = past.image(live).flatMap(one -> asPlanned(past, one));
    if (image.isEmpty()) {
      return new Refused("the log does not remember what %s was made of".formatted(live));
    }
    OperatorCommand command =
        command(past, asked, CommandKind.REDEPLOY, image.get()).setTo(live).build();
    return new Begun(
        List.of(), command, image(command, image.get(), Cause.REDEPLOY, image.get().getPlan()));
  }

  private static Refused nothingPromoted(Past past) {
    return new Refused(
        "the log remembers no deployment of '%s' that was promoted in '%s'"
            .formatted(past.service(), past.environment()));
  }

  /** A rollback went at once; what its image was deployed by before is what ingot.yaml says. */
  private static Optional<ImageReady> asPlanned(Past past, ImageReady image) {
    return image.getDeployment().getCause() != Cause.ROLLBACK
        ? Optional.of(image)
        : past.images().stream()
            .filter(one -> one.getDeployment().getCause() != Cause.ROLLBACK)
            .filter(one -> one.getImage().getId().equals(image.getImage().getId()))
            .filter(
                one ->
                    one.getDeployment()
                        .getCommit()
                        .getId()
                        .equals(image.getDeployment().getCommit().getId()))
            .findFirst();
  }

  /**
   * Nothing may hold up the way back: no step, no approval, no judge. An operator has judged
   * already, and what is gone back to was judged when it came.
   */
  private static EnvironmentPlan atOnce(EnvironmentPlan plan) {
    return EnvironmentPlan.newBuilder(plan)
        .setRollout(
            RolloutPlan.newBuilder(plan.getRollout())
                .setSteps(List.of(100))
                .setBakes(List.of(0L))
                .setApproveBefore(List.of())
                .setEarly(false)
                .build())
        .setVerify(VerifyPlan.newBuilder(plan.getVerify()).setJudges(List.of()).build())
        .build();
  }

  private static OperatorCommand.Builder command(
      Past past, Asked asked, CommandKind kind, ImageReady image) {
    return OperatorCommand.newBuilder()
        .setId(asked.id())
        .setService(past.service())
        .setEnvironment(past.environment())
        .setDeploymentId(
            Ids.deployment(
                past.service(),
                past.environment(),
                image.getDeployment().getCommit().getId(),
                asked.id()))
        .setCommand(kind)
        .setGeneration(generation(past, kind, asked))
        .setWho(asked.who())
        .setWhy(asked.why())
        .setIssuedAt(asked.now());
  }

  /**
   * A rollback is above all, so that nothing that is on its way undoes it. A redeploy is above what
   * the environment has, and below what is newer and still on its way to it: pushes count
   * milliseconds.
   */
  private static long generation(Past past, CommandKind kind, Asked asked) {
    long next = past.lastGeneration() + 1;
    return kind == CommandKind.REDEPLOY ? next : Math.max(next, asked.now().toEpochMilli());
  }

  private static OperatorCommand abort(Deployment underWay, OperatorCommand command) {
    return OperatorCommand.newBuilder()
        .setId(Ids.event("OperatorCommand", command.getId(), underWay.getId()))
        .setService(underWay.getService())
        .setEnvironment(underWay.getEnvironment())
        .setDeploymentId(underWay.getId())
        .setCommand(CommandKind.ABORT)
        .setWho(command.getWho())
        .setWhy(
            Clean.line(
                "it goes back to %s: %s".formatted(command.getTo(), command.getWhy()), 1_000))
        .setIssuedAt(command.getIssuedAt())
        .build();
  }

  private static ImageReady image(
      OperatorCommand command, ImageReady before, Cause cause, EnvironmentPlan plan) {
    Deployment deployment =
        Deployment.newBuilder(before.getDeployment())
            .setId(command.getDeploymentId())
            .setCause(cause)
            .setCauseId(command.getId())
            .setGeneration(command.getGeneration())
            .setStartedAt(command.getIssuedAt())
            .build();
    return ImageReady.newBuilder(before)
        .setId(Ids.event("ImageReady", deployment.getId()))
        .setDeployment(deployment)
        .setReused(true)
        .setPlan(plan)
        .setFollowing(List.of())
        .setReadyAt(command.getIssuedAt())
        .build();
  }
}
