package dev.ingot.provisioner;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.events.Cause;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.Hook;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.pipeline.FreshBaseline;
import dev.ingot.pipeline.RolloutTime;
import dev.ingot.pipeline.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What to do next for an image in hand. Pure: values in, an action out. */
final class ProvisionDecision {
  /** What is live does not start any more; that is no fault of the candidate's. */
  private static final String INSTEAD =
      ": it runs what is live; verify.baseline: live does without it";

  private final Limits limits;

  ProvisionDecision(Limits limits) {
    this.limits = limits;
  }

  /**
   * What the configuration sets.
   *
   * @param replacements instances replaced before the fleet was healthy after which it is given up
   * @param longest longest time that an image may be in hand
   * @param longestFreeze longest time that it may wait before that, while it is frozen
   */
  record Limits(int replacements, Duration longest, Duration longestFreeze) {}

  /**
   * What was observed.
   *
   * @param live the fleet that the rule calls live
   * @param candidate this deployment's fleet, as far as it is there
   * @param replaced instances of the candidate that were seen and are gone
   * @param room what there is room for
   * @param baseline the fleet that the candidate is to be compared with, as far as it is there
   * @param standby the fleet that a rollback can go back to, while it has not taken it
   */
  record Observed(
      Optional<FleetState> live,
      Optional<FleetState> candidate,
      int replaced,
      Room room,
      Optional<FleetState> baseline,
      Optional<FleetState> standby) {
    /** Without a fleet that stands by. */
    Observed(
        Optional<FleetState> live,
        Optional<FleetState> candidate,
        int replaced,
        Room room,
        Optional<FleetState> baseline) {
      this(live, candidate, replaced, room, baseline, Optional.empty());
    }

    /** Without a baseline. */
    Observed(Optional<FleetState> live, Optional<FleetState> candidate, int replaced, Room room) {
      this(live, candidate, replaced, room, Optional.empty());
    }

    /** Where no quota is known. */
    Observed(Optional<FleetState> live, Optional<FleetState> candidate, int replaced) {
      this(live, candidate, replaced, Room.UNBOUNDED);
    }
  }

  /**
   * What was said about the deployment.
   *
   * @param intent the operator's command that it was made for, where there was one
   * @param intentIsLate whether that has been missing for too long
   * @param frozen whether a standing order has nothing new begun
   */
  record Said(
      Optional<FleetProvisioned> announced,
      Optional<DeploymentFinished> outcome,
      Optional<OperatorCommand> abort,
      boolean newerWaiting,
      Optional<OperatorCommand> intent,
      boolean intentIsLate,
      boolean frozen) {
    /** Of one that no operator asked for, where nothing is frozen. */
    Said(
        Optional<FleetProvisioned> announced,
        Optional<DeploymentFinished> outcome,
        Optional<OperatorCommand> abort,
        boolean newerWaiting) {
      this(announced, outcome, abort, newerWaiting, Optional.empty(), false, false);
    }

    /** Whether the traffic-shifter has the fleet, and alone says how it ends. */
    boolean withShifter() {
      return announced.isPresent() && outcome.isEmpty();
    }
  }

  /** What to do. */
  sealed interface Action {
    /** Make the fleet, or what of it is missing, with so many instances. */
    record Ensure(int size) implements Action {}

    /** Take the fleet that stands by, with so many instances, for this deployment's own. */
    record Adopt(String fleet, int size) implements Action {}

    /** Nothing is begun while it is frozen. */
    record AwaitThaw() implements Action {}

    /** Run the migration, or see how far it is; then make the fleet, with so many instances. */
    record Migrate(int size, Hook hook) implements Action {}

    /** Make the baseline after this fleet, or what of it is missing, with so many instances. */
    record EnsureBaseline(String live, int size) implements Action {}

    /** Look again later. */
    record Wait(String phase) implements Action {}

    /** Enough instances are healthy: say so. */
    record Announce(FleetState candidate, Optional<FleetState> baseline) implements Action {
      /** Without a baseline. */
      Announce(FleetState candidate) {
        this(candidate, Optional.empty());
      }
    }

    /** The deployment has ended: tidy up, and go on to the next environment. */
    record Finish(DeploymentFinished outcome) implements Action {}

    /** Nothing is to be made: something newer takes its place. */
    record StandAside(String reason) implements Action {}

    /** An operator wants it gone. */
    record Abort(String reason) implements Action {}

    /** It could not work out: nothing is made. */
    record Refuse(String reason) implements Action {}

    /**
     * It did not work out.
     *
     * @param ofBaseline whether the baseline is to blame, and not the candidate
     */
    record Fail(String reason, boolean ofBaseline) implements Action {
      /** The candidate is to blame. */
      Fail(String reason) {
        this(reason, false);
      }
    }
  }

  /** What is next, unless the traffic-shifter has the fleet. */
  Action next(ImageReady image, Observed observed, Said said, Instant now) {
    if (said.outcome().isPresent()) {
      return new Action.Finish(said.outcome().get());
    }
    if (said.abort().isPresent()) {
      OperatorCommand abort = said.abort().get();
      return new Action.Abort("%s aborted it: %s".formatted(abort.getWho(), abort.getWhy()));
    }
    long generation = image.getDeployment().getGeneration();
    if (observed.live().isPresent() && observed.live().get().generation() > generation) {
      return new Action.StandAside(
          "generation %d is older than %d, which is live"
              .formatted(generation, observed.live().get().generation()));
    }
    if (observed.candidate().isEmpty()) {
      Optional<Action> notNow = notNow(image, observed, said, now);
      if (notNow.isPresent()) {
        return notNow.get();
      }
    }
    Optional<Action> halfAdopted = Rollback.goOnAdopting(image, observed, now);
    if (halfAdopted.isPresent()) {
      return halfAdopted.get();
    }
    if (observed.candidate().flatMap(FleetState::retireAfter).isPresent()) {
      // The sweeper takes it away, however healthy it is by now.
      return new Action.Fail("the fleet was given up before a restart");
    }
    Optional<String> tooLong =
        RolloutTime.refusal(
            image.getPlan(),
            observed.live().isEmpty(),
            migration(image).isPresent(),
            limits.longest());
    if (observed.candidate().isEmpty() && tooLong.isPresent()) {
      return new Action.Refuse(tooLong.get());
    }
    Optional<String> shortage = shortage(image, observed);
    if (shortage.isPresent()) {
      return new Action.Refuse(shortage.get());
    }
    if (observed.candidate().filter(FleetState::complete).isEmpty()) {
      return make(image, observed, now);
    }
    FleetState candidate = observed.candidate().get();
    if (!hasBaseline(image, observed)) {
      return await(image, candidate, observed.replaced(), now);
    }
    return observed.baseline().filter(FleetState::complete).isPresent()
        ? awaitBoth(image, candidate, observed.baseline().get(), observed.replaced(), now)
        : makeBaseline(image, candidate, observed, now);
  }

  /** Why nothing is begun, or not yet; empty when it is time to. */
  private Optional<Action> notNow(ImageReady image, Observed observed, Said said, Instant now) {
    Optional<Action> asked = Rollback.before(image, observed, said);
    // What waits behind an operator's way back is no reason not to go back first.
    if (asked.isPresent() || image.getDeployment().getCause() == Cause.ROLLBACK) {
      return asked;
    }
    if (said.newerWaiting()) {
      return Optional.of(
          new Action.StandAside("a newer deployment waits behind it, and nothing was begun"));
    }
    if (!said.frozen()) {
      return Optional.empty();
    }
    return Optional.of(
        isFrozenForTooLong(image, now)
            ? new Action.Refuse(
                "'%s' has been frozen for longer than %s (ingot.freeze.longest); deploy it again when it is thawed"
                    .formatted(image.getPlan().getEnvironment(), text(limits.longestFreeze())))
            : new Action.AwaitThaw());
  }

  boolean isFrozenForTooLong(ImageReady image, Instant now) {
    return image.getReadyAt().plus(limits.longestFreeze()).isBefore(now);
  }

  private static boolean hasBaseline(ImageReady image, Observed observed) {
    return FreshBaseline.isMade(
        image.getPlan(), observed.live().isPresent(), image.getDeployment().getCause());
  }

  /** Right after the candidate, so that both are of the same age. */
  private Action makeBaseline(
      ImageReady image, FleetState candidate, Observed observed, Instant now) {
    return isLate(image, candidate, now)
        ? new Action.Fail("the fresh baseline could not be made" + INSTEAD, true)
        : new Action.EnsureBaseline(
            observed.live().orElseThrow().name(),
            FreshBaseline.size(image.getPlan().getRollout(), candidate.desired()));
  }

  private Action awaitBoth(
      ImageReady image, FleetState candidate, FleetState baseline, int replaced, Instant now) {
    if (baseline.retireAfter().isPresent()) {
      return new Action.Fail("the fresh baseline was given up before a restart", true);
    }
    Action alone = await(image, candidate, replaced, now);
    if (!(alone instanceof Action.Announce)) {
      return alone;
    }
    if (baseline.desired() > 0 && baseline.healthy() >= baseline.desired()) {
      return new Action.Announce(candidate, Optional.of(baseline));
    }
    String healthy =
        "%d of %d instances of the fresh baseline"
            .formatted(baseline.healthy(), baseline.desired());
    return isLate(image, baseline, now)
        ? new Action.Fail(
            "%s are healthy after %s%s"
                .formatted(
                    healthy,
                    text(Duration.ofMillis(image.getPlan().getFleet().getStartWithin())),
                    INSTEAD),
            true)
        : new Action.Wait(healthy + " healthy");
  }

  /** Whether quotas count: they do until something was made, and never for the way back. */
  static boolean needsRoom(ImageReady image, Optional<FleetState> candidate) {
    return candidate.isEmpty() && image.getDeployment().getCause() != Cause.ROLLBACK;
  }

  /** What there is too little of for a fleet that is to be made; empty when it fits. */
  private static Optional<String> shortage(ImageReady image, Observed observed) {
    if (!needsRoom(image, observed.candidate())) {
      return Optional.empty();
    }
    int size = size(image.getPlan().getFleet(), observed);
    int baseline =
        hasBaseline(image, observed) ? FreshBaseline.size(image.getPlan().getRollout(), size) : 0;
    Room room = observed.room();
    List<Room.Shortage> shortages = room.shortages(room.needed(size, baseline));
    return shortages.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "there is no room for a fleet of %d%s in '%s': %s; wait until former fleets are retired, or have the quota raised in environments.yaml"
                .formatted(
                    size,
                    baseline == 0 ? "" : " and a fresh baseline of %d".formatted(baseline),
                    image.getPlan().getEnvironment(),
                    shortages.stream()
                        .map(Room.Shortage::toString)
                        .collect(Collectors.joining("; "))));
  }

  private Action make(ImageReady image, Observed observed, Instant now) {
    // A half-made fleet may have no group yet that could say since when; then the image's own time
    // counts.
    if (observed
        .candidate()
        .filter(fleet -> later(fleet.createdAt(), image).plus(limits.longest()).isBefore(now))
        .isPresent()) {
      return new Action.Fail("the fleet could not be made within " + text(limits.longest()));
    }
    int size = size(image.getPlan().getFleet(), observed);
    return migration(image)
        .<Action>map(hook -> new Action.Migrate(size, hook))
        .orElseGet(() -> new Action.Ensure(size));
  }

  /**
   * A rollback runs none: what it goes back to worked with the data as it is, or the change was no
   * expanding one; and nothing may hold up the way back.
   */
  private static Optional<Hook> migration(ImageReady image) {
    return Optional.ofNullable(image.getPlan().getMigrate())
        .filter(hook -> image.getDeployment().getCause() != Cause.ROLLBACK);
  }

  /** As large as the live fleet is now, so that it can take all of its traffic. */
  private static int size(FleetPlan plan, Observed observed) {
    int wanted =
        observed
            .candidate()
            .map(FleetState::desired)
            .filter(desired -> desired > 0)
            .or(() -> observed.live().map(FleetState::desired))
            .orElse(plan.getMinInstances());
    return Math.clamp(wanted, plan.getMinInstances(), plan.getMaxInstances());
  }

  /** Whether the time is over in which the fleet had to become healthy, and to be reached. */
  boolean isLate(ImageReady image, FleetState candidate, Instant now) {
    Duration within = Duration.ofMillis(image.getPlan().getFleet().getStartWithin());
    // One that stood by was made long before it was wanted again.
    return later(candidate.createdAt(), image).plus(within).isBefore(now);
  }

  private static Instant later(Instant createdAt, ImageReady image) {
    return createdAt.isAfter(image.getReadyAt()) ? createdAt : image.getReadyAt();
  }

  private Action await(ImageReady image, FleetState candidate, int replaced, Instant now) {
    if (candidate.desired() > 0 && candidate.healthy() >= candidate.desired()) {
      return new Action.Announce(candidate);
    }
    String healthy = "%d of %d instances".formatted(candidate.healthy(), candidate.desired());
    if (replaced >= limits.replacements()) {
      return new Action.Fail(
          "instances do not stay up: %d were replaced, %s are healthy"
              .formatted(replaced, healthy));
    }
    Duration within = Duration.ofMillis(image.getPlan().getFleet().getStartWithin());
    if (isLate(image, candidate, now)) {
      return new Action.Fail(
          "%s are healthy after %s; see fleet.health and the service's log"
              .formatted(healthy, text(within)));
    }
    return new Action.Wait(healthy + " healthy");
  }

  /** Such as {@code 1h30m} or {@code 90s}. */
  static String text(Duration duration) {
    return duration.compareTo(Duration.ofMinutes(2)) < 0
        ? duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms"
        : duration
            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
            .toString()
            .substring(2)
            .toLowerCase(java.util.Locale.ROOT);
  }
}
