package dev.ingot.shifter;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.TrafficRouter;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.shifter.ShiftPlan.Observed;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves a service's traffic to a new fleet step by step, and back when anything speaks for it. */
public final class ShiftTraffic implements Stage<FleetProvisioned> {
  private static final Logger LOG = LoggerFactory.getLogger(ShiftTraffic.class);

  /** Until a change that was written is read again: clouds are eventually consistent. */
  private static final Duration READ_BACK = Duration.ofMillis(250);

  /** Until a way back that the cloud did not let through is tried again, however often. */
  static final Duration WAY_BACK_AGAIN = Duration.ofSeconds(1);

  private final CloudsByEnvironment clouds;
  private final ShifterConfig config;
  private final StageSpec<FleetProvisioned> spec;

  public ShiftTraffic(CloudsByEnvironment clouds, ShifterConfig config) {
    this.clouds = clouds;
    this.config = config;
    this.spec =
        StageSpec.of(ShifterEvents.STAGE, Topics.FLEETS)
            .oneAtATimeBy(
                fleet ->
                    fleet.getDeployment().getService()
                        + "@"
                        + fleet.getDeployment().getEnvironment())
            .startedAt(fleet -> fleet.getDeployment().getStartedAt())
            .listensTo(Topics.VERDICTS)
            .listensTo(Topics.COMMANDS)
            .listensTo(Topics.OUTCOMES)
            .listensTo(Topics.TRAFFIC)
            .emits(Topics.TRAFFIC, Topics.OUTCOMES)
            .within(config.longest())
            .build();
  }

  @Override
  public StageSpec<FleetProvisioned> spec() {
    return spec;
  }

  @Override
  public Outcome look(FleetProvisioned fleet, StageContext context) {
    String environment = fleet.getDeployment().getEnvironment();
    if (!clouds.names().contains(environment)) {
      return unknownEnvironment(fleet, context);
    }
    Cloud cloud = clouds.get(environment);
    InHand hand = new InHand(fleet, cloud, new ShiftPlan(fleet, timing(cloud)), said(context));
    Optional<Action.RollBack> urgent = hand.plan().urgent(hand.said(), context.now());
    return urgent.isPresent()
        ? wayBack(hand, () -> rollBack(urgent.get(), hand, context))
        : act(hand.next(context), hand, context);
  }

  /** What a look works with. */
  private record InHand(FleetProvisioned fleet, Cloud cloud, ShiftPlan plan, Said said) {
    Action next(StageContext context) {
      Action action = plan.next(observe(), said, context.now());
      LOG.debug(
          "deployment={} stage=traffic-shifter action={}", fleet.getDeployment().getId(), action);
      return action;
    }

    private Observed observe() {
      Optional<Route> route = router().current(service());
      Optional<FleetState> candidate = cloud.fleets().find(fleet.getCandidate().getName());
      // Only the first step asks what is live; after it the live fleet is the one announced.
      Optional<Long> generation =
          said.lastStep().isPresent()
              ? Optional.empty()
              : route
                  .flatMap(Route::live)
                  .flatMap(live -> cloud.fleets().find(live))
                  .map(FleetState::generation);
      Optional<FleetState> baseline =
          Optional.ofNullable(fleet.getBaseline())
              .flatMap(beside -> cloud.fleets().find(beside.getName()));
      return new Observed(route, candidate, generation, baseline);
    }

    TrafficRouter router() {
      return cloud.traffic();
    }

    String service() {
      return fleet.getDeployment().getService();
    }

    Rules rules() {
      return new Rules(fleet);
    }
  }

  private Timing timing(Cloud cloud) {
    return new Timing(
        cloud.telemetry().tick(),
        cloud.telemetry().delay(),
        config.judgeRoom(),
        config.guardRoom(),
        config.beginWithin(),
        config.settle());
  }

  private static Said said(StageContext context) {
    return new Said(
        context.history(Topics.TRAFFIC),
        context.history(Topics.VERDICTS),
        context.history(Topics.COMMANDS),
        context.history(Topics.OUTCOMES));
  }

  private Outcome act(Action action, InHand hand, StageContext context) {
    return switch (action) {
      case Action.Wait wait -> Outcome.checkAgain(config.lookInterval());
      case Action.SetWeights set -> setAndReadBack(set.route(), hand, context);
      case Action.Promote promote -> setAndReadBack(promote.route(), hand, context);
      case Action.Announce announce -> announce(announce, hand);
      case Action.Restore restore -> restore(restore, hand, context);
      case Action.RollBack rollBack -> wayBack(hand, () -> rollBack(rollBack, hand, context));
      case Action.EndFirst end when end.keep() -> endFirst(end, hand, context);
      case Action.EndFirst end -> wayBack(hand, () -> endFirst(end, hand, context));
      case Action.Promoted promoted ->
          end(hand, DeploymentOutcome.PROMOTED, promoted.reason(), context);
      case Action.Refuse refuse -> end(hand, refuse.outcome(), refuse.reason(), context);
      case Action.Over over -> wayBack(hand, () -> over(over, hand));
    };
  }

  private Outcome setAndReadBack(Route route, InHand hand, StageContext context) {
    context.requireLease();
    hand.router().shift(route);
    Action next = hand.next(context);
    return switch (next) {
      case Action.SetWeights again -> Outcome.checkAgain(READ_BACK);
      case Action.Promote again -> Outcome.checkAgain(READ_BACK);
      default -> act(next, hand, context);
    };
  }

  private Outcome announce(Action.Announce announce, InHand hand) {
    LOG.info(
        "deployment={} stage=traffic-shifter {}",
        hand.fleet().getDeployment().getId(),
        announce.reason());
    return Outcome.checkAgain(
        config.lookInterval(),
        Emission.of(Topics.TRAFFIC, ShifterEvents.announced(hand.fleet(), hand.plan(), announce)));
  }

  private Outcome restore(Action.Restore restore, InHand hand, StageContext context) {
    int before = weight(hand, hand.router().current(hand.service()));
    context.requireLease();
    hand.router().shift(restore.route());
    if (!hand.rules().match(hand.router().current(hand.service()), restore.step())) {
      return Outcome.checkAgain(READ_BACK);
    }
    LOG.warn(
        "deployment={} stage=traffic-shifter {}",
        hand.fleet().getDeployment().getId(),
        restore.reason());
    return Outcome.checkAgain(
        config.lookInterval(),
        Emission.of(
            Topics.TRAFFIC, ShifterEvents.restored(hand.fleet(), hand.plan(), restore, before)));
  }

  /**
   * A cloud that is away, or wants fewer calls, is asked again at the same short pace for as long
   * as it takes: with the usual back-off, users would stay with the candidate for half a minute
   * after the cloud has come back.
   */
  private static Outcome wayBack(InHand hand, Supplier<Outcome> back) {
    try {
      return back.get();
    } catch (CloudException.Unavailable | CloudException.Throttled e) {
      LOG.warn(
          "deployment={} stage=traffic-shifter the way back did not come through and is tried again:"
              + " {}",
          hand.fleet().getDeployment().getId(),
          e.getMessage());
      return Outcome.checkAgain(WAY_BACK_AGAIN);
    }
  }

  /** Needs no lease: whoever believes to own a rollout may always make it safe. */
  private Outcome rollBack(Action.RollBack rollBack, InHand hand, StageContext context) {
    Optional<Route> after = allToLive(hand);
    if (hand.rules().promoted(after)) {
      return end(hand, DeploymentOutcome.PROMOTED, "every step advanced", context);
    }
    if (hand.rules().hasTraffic(after)) {
      return Outcome.checkAgain(READ_BACK);
    }
    return takenBack(hand, rollBack.outcome(), rollBack.reason(), context);
  }

  /**
   * Puts all weight on the live fleet and reads the rule back. Nothing that a limiter or a breaker
   * may hold up comes before the way back, or is part of it.
   */
  private static Optional<Route> allToLive(InHand hand) {
    TrafficRouter router = hand.router();
    Optional<Route> after = router.restoreLive(hand.service());
    // Else somebody has removed the rule, or its note of who is live.
    return after.flatMap(Route::live).isPresent()
        ? after
        : router.restoreLive(hand.rules().restored());
  }

  private Outcome endFirst(Action.EndFirst end, InHand hand, StageContext context) {
    Optional<Route> now = hand.router().current(hand.service());
    if (weight(hand, now) == 0) {
      return takenBack(hand, end.outcome(), end.reason(), context);
    }
    if (!end.keep()) {
      hand.router().restoreLive(hand.service());
      return weight(hand, hand.router().current(hand.service())) > 0
          ? Outcome.checkAgain(READ_BACK)
          : takenBack(hand, end.outcome(), end.reason(), context);
    }
    context.requireLease();
    hand.router().shift(hand.rules().kept());
    return end(hand, end.outcome(), end.reason(), context);
  }

  /** The end was announced before: only sees to it that the rule is not left on trial. */
  private static Outcome over(Action.Over over, InHand hand) {
    boolean onTrial = hand.rules().onTrial(hand.router().current(hand.service()));
    if (onTrial && hand.fleet().getLive() != null) {
      hand.router().restoreLive(hand.service());
    }
    LOG.debug("deployment={} had ended: {}", hand.fleet().getDeployment().getId(), over.outcome());
    return Outcome.done();
  }

  private static Outcome takenBack(
      InHand hand, DeploymentOutcome outcome, String reason, StageContext context) {
    List<Emission<?>> events = new ArrayList<>();
    hand.said()
        .lastStep()
        .map(TrafficShifted::getWeight)
        .map(
            before ->
                ShifterEvents.takenBack(hand.fleet(), hand.plan(), before, reason, context.now()))
        .ifPresent(event -> events.add(Emission.of(Topics.TRAFFIC, event)));
    events.add(
        Emission.of(
            Topics.OUTCOMES, ShifterEvents.finished(hand.fleet(), outcome, reason, context.now())));
    return new Outcome.Done(events);
  }

  private static Outcome end(
      InHand hand, DeploymentOutcome outcome, String reason, StageContext context) {
    return Outcome.done(
        Emission.of(
            Topics.OUTCOMES, ShifterEvents.finished(hand.fleet(), outcome, reason, context.now())));
  }

  private static Outcome unknownEnvironment(FleetProvisioned fleet, StageContext context) {
    if (!context.history(Topics.OUTCOMES).isEmpty()) {
      return Outcome.done();
    }
    String reason =
        "environments.yaml of the traffic-shifter has no environment '%s'"
            .formatted(fleet.getDeployment().getEnvironment());
    return Outcome.done(
        Emission.of(
            Topics.OUTCOMES,
            ShifterEvents.finished(fleet, DeploymentOutcome.FAILED, reason, context.now())));
  }

  private static int weight(InHand hand, Optional<Route> route) {
    String candidate = hand.fleet().getCandidate().getName();
    return route.map(rule -> rule.weightOf(candidate)).orElse(0);
  }

  @Override
  public List<Emission<?>> abandon(FleetProvisioned fleet, StageContext context, Abandonment why) {
    Deployment deployment = fleet.getDeployment();
    if (!clouds.names().contains(deployment.getEnvironment())) {
      return outcomeOnce(fleet, DeploymentOutcome.FAILED, why.reason(), context);
    }
    Cloud cloud = clouds.get(deployment.getEnvironment());
    InHand hand = new InHand(fleet, cloud, new ShiftPlan(fleet, timing(cloud)), said(context));
    // A first deployment has nothing to go back to, and keeps what it has.
    if (fleet.getLive() != null && hand.rules().isLive(allToLive(hand))) {
      return outcomeOnce(fleet, DeploymentOutcome.PROMOTED, "every step advanced", context);
    }
    if (!context.history(Topics.OUTCOMES).isEmpty()) {
      return List.of();
    }
    return fleet.getLive() == null
        ? outcomeOnce(fleet, DeploymentOutcome.FAILED, why.reason(), context)
        : ((Outcome.Done) takenBack(hand, DeploymentOutcome.FAILED, why.reason(), context))
            .events();
  }

  private static List<Emission<?>> outcomeOnce(
      FleetProvisioned fleet, DeploymentOutcome outcome, String reason, StageContext context) {
    return context.history(Topics.OUTCOMES).isEmpty()
        ? List.of(
            Emission.of(
                Topics.OUTCOMES, ShifterEvents.finished(fleet, outcome, reason, context.now())))
        : List.of();
  }
}
