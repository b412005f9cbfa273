package dev.ingot.provisioner;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.TwinSpec;
import dev.ingot.cloud.Migration;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.pipeline.Room;
import dev.ingot.provisioner.ProvisionDecision.Action;
import dev.ingot.provisioner.ProvisionDecision.Observed;
import dev.ingot.provisioner.ProvisionDecision.Said;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import dev.ingot.stage.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a fleet of an image, and has it in hand until its deployment has ended. */
public final class ProvisionFleet implements Stage<ImageReady> {
  private static final Logger LOG = LoggerFactory.getLogger(ProvisionFleet.class);

  /** The outcome wakes the look by itself; nothing in the cloud is waited for. */
  private static final Duration UNTIL_OUTCOME = Duration.ofMinutes(1);

  /** Until a fleet that was taken over is looked at: clouds are eventually consistent. */
  private static final Duration READ_BACK = Duration.ofMillis(250);

  private final CloudsByEnvironment clouds;
  private final Function<String, Duration> keepPrevious;
  private final Function<String, Quotas> quotas;
  private final Duration lookInterval;
  private final ProvisionDecision decision;
  private final StageSpec<ImageReady> spec;
  private final BiPredicate<String, String> frozen;
  private final SeenInstances seen = new SeenInstances();
  private final Frozen waiting;
  private final Waiting withoutIntent;

  /**
   * @param keepPrevious environment to how long a former live fleet stands by
   * @param quotas environment to what there is room for
   * @param frozen whether nothing new may be begun for a service in an environment
   */
  public ProvisionFleet(
      CloudsByEnvironment clouds,
      Function<String, Duration> keepPrevious,
      Function<String, Quotas> quotas,
      BiPredicate<String, String> frozen,
      ProvisionerConfig config) {
    this.clouds = clouds;
    this.keepPrevious = keepPrevious;
    this.quotas = quotas;
    this.frozen = frozen;
    this.lookInterval = config.lookInterval();
    this.waiting = new Frozen(config.lease());
    this.withoutIntent = new Waiting(config.lease());
    this.decision =
        new ProvisionDecision(
            new ProvisionDecision.Limits(
                config.replacements(), config.longest(), config.longestFreeze()));
    this.spec =
        StageSpec.of(ProvisionerEvents.STAGE, Topics.IMAGES)
            .oneAtATimeBy(
                image ->
                    image.getDeployment().getService()
                        + "@"
                        + image.getDeployment().getEnvironment())
            .startedAt(image -> image.getDeployment().getStartedAt())
            .listensTo(Topics.FLEETS)
            .listensTo(Topics.OUTCOMES)
            .listensTo(Topics.COMMANDS)
            // The image for the next environment is another deployment, caused by this one's end.
            .listensTo(
                Topics.IMAGES,
                image -> ProvisionerEvents.outcomeId(image.getDeployment()),
                image -> image.getDeployment().getCauseId())
            .emits(Topics.FLEETS, Topics.OUTCOMES, Topics.IMAGES)
            .within(config.longest())
            .waitsFirst(config.longestFreeze())
            .build();
  }

  @Override
  public StageSpec<ImageReady> spec() {
    return spec;
  }

  @Override
  public Outcome look(ImageReady image, StageContext context) {
    Deployment deployment = image.getDeployment();
    waiting.arrive(deployment.getId(), context);
    if (!clouds.names().contains(deployment.getEnvironment())) {
      return unknownEnvironment(image, context);
    }
    Said said = said(image, context);
    if (said.withShifter()) {
      // The rollout is the traffic-shifter's: no trouble of the cloud may end it from here.
      return Outcome.checkAgain(UNTIL_OUTCOME);
    }
    if (waiting.stays(deployment.getId(), said, context.now())
        && !decision.isFrozenForTooLong(image, context.now())) {
      return Outcome.checkAgain(lookInterval);
    }
    try {
      return look(image, said, context);
    } catch (CloudException e) {
      if (said.outcome().isEmpty() || !e.retryable()) {
        throw e;
      }
      LOG.info(
          "deployment={} stage=provisioner tidies up later: {}",
          deployment.getId(),
          e.getMessage());
      return Outcome.checkAgain(lookInterval);
    }
  }

  private Outcome look(ImageReady image, Said said, StageContext context) {
    Deployment deployment = image.getDeployment();
    InHand hand = InHand.of(image, clouds.get(deployment.getEnvironment()));
    Observed observed = observe(hand, said, context);
    Action action = decision.next(image, observed, said, context.now());
    LOG.debug("deployment={} stage=provisioner action={}", deployment.getId(), action);
    return act(action, hand, observed, context);
  }

  private Observed observe(InHand hand, Said said, StageContext context) {
    Cloud cloud = hand.cloud();
    Optional<FleetState> candidate = cloud.fleets().find(hand.fleet());
    Optional<FleetState> live =
        hand.route().flatMap(Route::live).flatMap(fleet -> cloud.fleets().find(fleet));
    String deployment = hand.image().getDeployment().getId();
    int replaced = candidate.map(fleet -> seen.replaced(deployment, fleet)).orElse(0);
    return new Observed(
        live,
        candidate,
        replaced,
        room(hand.image(), candidate, cloud, hand.route()),
        // Without a candidate there is none yet.
        candidate.isPresent() ? hand.baseline().flatMap(cloud.fleets()::find) : Optional.empty(),
        hand.standby(said.intent(), context.now()));
  }

  /** The cloud is only asked where there is a quota to hold its answer against. */
  private Room room(
      ImageReady image, Optional<FleetState> candidate, Cloud cloud, Optional<Route> route) {
    Quotas known = quotas.apply(image.getDeployment().getEnvironment());
    return ProvisionDecision.needsRoom(image, candidate) && !known.equals(Quotas.UNKNOWN)
        ? new Room(known, cloud.fleets().usage(), route.isPresent())
        : Room.UNBOUNDED;
  }

  private Said said(ImageReady image, StageContext context) {
    Deployment deployment = image.getDeployment();
    Optional<OperatorCommand> intent =
        context.history(Topics.COMMANDS).stream().filter(Rollback::isIntent).findFirst();
    return new Said(
        context.history(Topics.FLEETS).stream().findFirst(),
        context.history(Topics.OUTCOMES).stream().findFirst(),
        context.history(Topics.COMMANDS).stream()
            .filter(command -> command.getCommand() == CommandKind.ABORT)
            .findFirst(),
        context.newerWaiting(),
        intent,
        intent.isEmpty()
            && Rollback.needsIntent(deployment)
            && Rollback.isLate(withoutIntent.see(deployment.getId(), context.now())),
        deployment.getCause() != Cause.ROLLBACK
            && frozen.test(deployment.getService(), deployment.getEnvironment()));
  }

  private Outcome act(Action action, InHand hand, Observed observed, StageContext context) {
    return switch (action) {
      case Action.AwaitThaw await -> {
        waiting.await(hand.image().getDeployment(), context.now());
        yield Outcome.checkAgain(lookInterval);
      }
      case Action.Adopt adopt -> adopt(adopt, hand, observed, context);
      case Action.Ensure ensure -> make(ensure.size(), hand, observed, context);
      case Action.Migrate migrate -> migrate(migrate, hand, observed, context);
      case Action.EnsureBaseline ensure -> makeBaseline(ensure, hand, context);
      case Action.Wait wait -> Outcome.checkAgain(lookInterval);
      case Action.Announce announce -> announce(announce, hand, observed, context);
      case Action.Finish finish -> finish(finish.outcome(), hand, context);
      case Action.StandAside aside ->
          end(hand, observed, DeploymentOutcome.SUPERSEDED, aside.reason(), "", context);
      case Action.Abort abort ->
          end(hand, observed, DeploymentOutcome.ABORTED, abort.reason(), "", context);
      case Action.Refuse refuse ->
          end(hand, observed, DeploymentOutcome.FAILED, refuse.reason(), "", context);
      case Action.Fail fail ->
          end(
              hand,
              observed,
              DeploymentOutcome.FAILED,
              fail.reason(),
              hand.diagnose(fail.ofBaseline()),
              context);
    };
  }

  /** Says that the fleet is healthy, once it has answered to its probes as well. */
  private Outcome announce(
      Action.Announce action, InHand hand, Observed observed, StageContext context) {
    FleetState candidate = action.candidate();
    Outcome announced =
        Outcome.checkAgain(
            lookInterval,
            Emission.of(
                Topics.FLEETS,
                ProvisionerEvents.provisioned(
                    hand.image(), candidate, observed.live(), action.baseline(), context.now())));
    boolean late = decision.isLate(hand.image(), candidate, context.now());
    return switch (LastChecks.run(hand, candidate, late, context)) {
      case LastChecks.Result.Passed passed -> announced;
      case LastChecks.Result.Again again -> Outcome.checkAgain(lookInterval);
      case LastChecks.Result.Failed failed ->
          end(hand, observed, DeploymentOutcome.FAILED, failed.reason(), failed.log(), context);
    };
  }

  private Outcome migrate(
      Action.Migrate migrate, InHand hand, Observed observed, StageContext context) {
    context.requireLease();
    Migration.Hook hook =
        new Migration.Hook(
            migrate.hook().getCommand(), Duration.ofMillis(migrate.hook().getWithin()));
    Migration migration =
        hand.cloud()
            .fleets()
            .migrate(ProvisionerEvents.spec(hand.image(), hand.fleet(), migrate.size()), hook);
    return switch (migration) {
      case Migration.Running running -> Outcome.checkAgain(lookInterval);
      case Migration.Succeeded succeeded -> make(migrate.size(), hand, observed, context);
      case Migration.Failed failed ->
          end(
              hand,
              observed,
              DeploymentOutcome.FAILED,
              "hooks.migrate: " + failed.reason(),
              failed.log(),
              context);
    };
  }

  private Outcome adopt(Action.Adopt adopt, InHand hand, Observed observed, StageContext context) {
    Deployment deployment = hand.image().getDeployment();
    context.requireLease();
    observed.live().ifPresent(live -> hand.cloud().fleets().pin(live.name()));
    context.requireLease();
    hand.cloud()
        .fleets()
        .adopt(adopt.fleet(), deployment.getId(), deployment.getGeneration(), adopt.size());
    LOG.info(
        "deployment={} stage=provisioner goes back through {}, which stands by",
        deployment.getId(),
        adopt.fleet());
    return Outcome.checkAgain(READ_BACK);
  }

  private Outcome make(int size, InHand hand, Observed observed, StageContext context) {
    context.requireLease();
    observed.live().ifPresent(live -> hand.cloud().fleets().pin(live.name()));
    context.requireLease();
    hand.cloud().fleets().ensure(ProvisionerEvents.spec(hand.image(), hand.fleet(), size));
    return Outcome.checkAgain(lookInterval);
  }

  private Outcome makeBaseline(Action.EnsureBaseline ensure, InHand hand, StageContext context) {
    Deployment deployment = hand.image().getDeployment();
    context.requireLease();
    hand.cloud()
        .fleets()
        .ensureTwin(
            new TwinSpec(
                hand.baseline().orElseThrow(),
                ensure.live(),
                deployment.getService(),
                deployment.getId(),
                deployment.getGeneration(),
                ensure.size(),
                hand.route().flatMap(Route::match)));
    return Outcome.checkAgain(lookInterval);
  }

  private Outcome.Done finish(DeploymentFinished outcome, InHand hand, StageContext context) {
    context.requireLease();
    Deployment deployment = hand.image().getDeployment();
    List<Emission<?>> events = new ArrayList<>();
    if (outcome.getOutcome() == DeploymentOutcome.PROMOTED) {
      Optional<String> former =
          context.history(Topics.FLEETS).stream()
              .findFirst()
              .map(FleetProvisioned::getLive)
              .map(live -> live.getName());
      hand.aftermath()
          .promoted(
              former, context.now(), keepPrevious.apply(hand.image().getPlan().getEnvironment()));
      if (context.history(Topics.IMAGES).isEmpty()) {
        ProvisionerEvents.following(hand.image(), outcome)
            .ifPresent(next -> events.add(Emission.of(Topics.IMAGES, next)));
      }
    } else {
      hand.aftermath().lost(context.now());
    }
    forget(deployment);
    return new Outcome.Done(events);
  }

  private Outcome end(
      InHand hand,
      Observed observed,
      DeploymentOutcome outcome,
      String reason,
      String detail,
      StageContext context) {
    context.requireLease();
    hand.aftermath().lost(context.now());
    forget(hand.image().getDeployment());
    return Outcome.done(
        Emission.of(
            Topics.OUTCOMES,
            ProvisionerEvents.finished(
                hand.image(), observed.candidate(), outcome, reason, detail, context.now())));
  }

  private void forget(Deployment deployment) {
    seen.forget(deployment.getId());
    waiting.forget(deployment.getId());
    withoutIntent.leave(deployment.getId());
  }

  private static Outcome unknownEnvironment(ImageReady image, StageContext context) {
    if (!context.history(Topics.OUTCOMES).isEmpty()) {
      return Outcome.done();
    }
    String reason =
        "environments.yaml of the provisioner has no environment '%s'"
            .formatted(image.getDeployment().getEnvironment());
    return Outcome.done(
        Emission.of(
            Topics.OUTCOMES,
            ProvisionerEvents.finished(
                image, Optional.empty(), DeploymentOutcome.FAILED, reason, "", context.now())));
  }

  @Override
  public List<Emission<?>> abandon(ImageReady image, StageContext context, Abandonment why) {
    Deployment deployment = image.getDeployment();
    Said said = said(image, context);
    Optional<FleetState> candidate = Optional.empty();
    if (clouds.names().contains(deployment.getEnvironment())) {
      Cloud cloud = clouds.get(deployment.getEnvironment());
      InHand hand = InHand.of(image, cloud);
      if (said.outcome().isPresent()) {
        return finish(said.outcome().get(), hand, context).events();
      }
      if (said.withShifter() && hand.onTheRule()) {
        throw new IllegalStateException(
            "the traffic-shifter has a rollout in hand; its outcome is waited for");
      }
      context.requireLease();
      hand.aftermath().lost(context.now());
      candidate = cloud.fleets().find(hand.fleet());
    }
    forget(deployment);
    if (said.outcome().isPresent()) {
      return List.of();
    }
    return List.of(
        Emission.of(
            Topics.OUTCOMES,
            ProvisionerEvents.finished(
                image, candidate, DeploymentOutcome.FAILED, why.reason(), "", context.now())));
  }
}
