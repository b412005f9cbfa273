package dev.ingot.shifter;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.Fleet;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.TrafficShifted;
import dev.ingot.pipeline.Gates;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rollout of one fleet: what to do next, given what is and what was said. Pure. Everything done
 * is in the rule, everything announced in the history; so it finds its place again after any crash.
 */
final class ShiftPlan {
  private final FleetProvisioned fleet;
  private final Timing timing;
  private final Rules rules;
  private final List<Step> steps;
  private final Panel panel;
  private final Beside beside;

  ShiftPlan(FleetProvisioned fleet, Timing timing) {
    this.fleet = fleet;
    this.timing = timing;
    this.rules = new Rules(fleet);
    this.steps = Step.of(fleet);
    this.panel = new Panel(fleet.getPlan().getVerify());
    this.beside = new Beside(fleet, rules);
  }

  /**
   * What was observed.
   *
   * @param route the service's rule
   * @param candidate the candidate fleet
   * @param liveGeneration generation of the fleet that the rule calls live
   * @param baseline the fleet that the candidate is compared with, where it has a fresh one
   */
  record Observed(
      Optional<Route> route,
      Optional<FleetState> candidate,
      Optional<Long> liveGeneration,
      Optional<FleetState> baseline) {
    /** Without a baseline. */
    Observed(Optional<Route> route, Optional<FleetState> candidate, Optional<Long> liveGeneration) {
      this(route, candidate, liveGeneration, Optional.empty());
    }

    int weightOf(Fleet fleet) {
      return route.map(rule -> rule.weightOf(fleet.getName())).orElse(0);
    }

    int healthy() {
      return candidate.map(FleetState::healthy).orElse(0);
    }
  }

  /** The steps of the rollout. */
  List<Step> steps() {
    return steps;
  }

  /** How many of them the candidate is compared in, with the live fleet as it is or was before. */
  int comparedSteps() {
    EnvironmentPlan plan = fleet.getPlan();
    return fleet.getLive() == null
        ? 0
        : Gates.compared(plan.getRollout(), plan.getVerify(), timing.tick());
  }

  /**
   * A reason to go back that needs no look at the cloud, so that nothing stands between it and the
   * weights.
   */
  Optional<Action.RollBack> urgent(Said said, Instant now) {
    return fleet.getLive() == null || !said.outcomes().isEmpty()
        ? Optional.empty()
        : trouble(said, now);
  }

  Action next(Observed observed, Said said, Instant now) {
    if (!said.outcomes().isEmpty()) {
      return new Action.Over(said.outcomes().getFirst().getOutcome());
    }
    Optional<TrafficShifted> last = said.lastStep();
    if (rules.promoted(observed.route()) && (last.isEmpty() || finished(last.get(), said, now))) {
      return new Action.Promoted("every step advanced");
    }
    Optional<Action.RollBack> trouble = trouble(said, now);
    if (trouble.isPresent()) {
      return end(trouble.get(), observed);
    }
    return last.isEmpty()
        ? begin(observed, said, now)
        : goOn(steps.get(last.get().getStep()), last.get(), observed, said, now);
  }

  private Optional<Action.RollBack> trouble(Said said, Instant now) {
    Optional<OperatorCommand> abort = said.abort();
    if (abort.isPresent()) {
      return Optional.of(
          new Action.RollBack(
              DeploymentOutcome.ABORTED,
              "%s aborted it: %s".formatted(abort.get().getWho(), abort.get().getWhy())));
    }
    return forgotten(said, now)
        .or(() -> said.lastStep().flatMap(last -> refused(last, said, now)))
        .map(ShiftPlan::rolledBack);
  }

  /** A pause that nobody ends would hold up everything of the service, and outlive the log. */
  private Optional<String> forgotten(Said said, Instant now) {
    Duration within = Duration.ofMillis(fleet.getPlan().getRollout().getApproveWithin());
    return said.pause()
        .filter(pause -> pause.getIssuedAt().plus(within).isBefore(now))
        .map(
            pause ->
                "%s paused it, and nobody resumed it within %s"
                    .formatted(pause.getWho(), text(within)));
  }

  private Optional<String> refused(TrafficShifted last, Said said, Instant now) {
    Duration within = Duration.ofMillis(fleet.getPlan().getRollout().getApproveWithin());
    return switch (panel.on(last, said, now)) {
      case Opinion.RollBack no -> Optional.of(no.reason());
      case Opinion.Stand stand when !said.paused() && stand.since().plus(within).isBefore(now) ->
          Optional.of("nobody resumed it within %s: %s".formatted(text(within), stand.why()));
      default -> Optional.empty();
    };
  }

  /** Before the first step was announced. */
  private Action begin(Observed observed, Said said, Instant now) {
    long generation = fleet.getDeployment().getGeneration();
    if (observed.liveGeneration().filter(live -> live > generation).isPresent()) {
      return new Action.Refuse(
          DeploymentOutcome.SUPERSEDED,
          "generation %d is older than %d, which is live"
              .formatted(generation, observed.liveGeneration().get()));
    }
    if (!rules.sameLive(observed.route())) {
      return new Action.Refuse(
          DeploymentOutcome.ABORTED,
          "the live fleet was changed by hand after this one was made beside it");
    }
    return move(steps.getFirst(), 0, observed, said, now);
  }

  /** After a step was announced. */
  private Action goOn(Step step, TrafficShifted last, Observed observed, Said said, Instant now) {
    int weight = observed.weightOf(fleet.getCandidate());
    if (weight < last.getWeight()) {
      return lowered(step, last, weight, observed, now);
    }
    Opinion opinion = panel.on(last, said, now);
    if (opinion instanceof Opinion.Waiting && beside.isDead(step, observed.baseline())) {
      return end(rolledBack(Beside.DEAD + " while it is judged at " + weight + " %"), observed);
    }
    if (!(opinion instanceof Opinion.Advance) && !rules.match(observed.route(), step)) {
      return restore(step, observed, now);
    }
    if (opinion instanceof Opinion.Stand stand) {
      return hold(step, observed, now, ": " + stand.why());
    }
    if (!(opinion instanceof Opinion.Advance)) {
      return new Action.Wait("judged at %d %%".formatted(weight));
    }
    Optional<Step> next = steps.stream().skip(step.index() + 1L).findFirst();
    // What is set already is gone through with, paused or not.
    boolean set =
        next.map(one -> setAt(one, observed, said, now).isPresent())
            .orElse(rules.isLive(observed.route()));
    if (said.paused() && !set) {
      return hold(step, observed, now, "");
    }
    return next.isPresent()
        ? move(next.get(), last.getWeight(), observed, said, now)
        : new Action.Promote(rules.promotion());
  }

  private Action lowered(
      Step step, TrafficShifted last, int weight, Observed observed, Instant now) {
    boolean stale =
        weight == last.getPreviousWeight()
            && now.isBefore(last.getShiftedAt().plus(timing.settle()));
    if (stale && rules.onTrial(observed.route())) {
      return new Action.SetWeights(
          rules.route(step, timing.rollbackAt(last.getShiftedAt(), step.bake()), observed.route()));
    }
    boolean guarded = !last.getJudgeBy().plus(timing.guardRoom()).isAfter(now);
    return end(
        guarded
            ? rolledBack("the time to go back passed at %d %%".formatted(last.getWeight()))
            : new Action.RollBack(
                DeploymentOutcome.ABORTED,
                "the candidate's weight was lowered by hand from %d to %d %%"
                    .formatted(last.getWeight(), weight)),
        observed);
  }

  private Action restore(Step step, Observed observed, Instant now) {
    return new Action.Restore(
        rules.route(step, timing.rollbackAt(now, step.bake()), observed.route()),
        step,
        now,
        timing.judgeBy(now, step.bake()),
        "the rule was changed by hand and is set to %d %% again".formatted(step.weight()));
  }

  /**
   * Keeps the rule as the step wants it, and the guard away from it. The judges may still say
   * ROLL_BACK; and where they are dead, too, a candidate without a healthy instance goes back.
   */
  private Action hold(Step step, Observed observed, Instant now, String why) {
    String paused = "paused at %d %%%s".formatted(step.weight(), why);
    if (observed.candidate().isPresent() && observed.healthy() == 0) {
      return end(
          rolledBack(
              "none of %d instances is healthy while it is %s"
                  .formatted(fleet.getCandidate().getSize(), paused)),
          observed);
    }
    if (beside.isDead(step, observed.baseline())) {
      return end(rolledBack(Beside.DEAD + " while it is " + paused), observed);
    }
    if (!rules.match(observed.route(), step)) {
      return restore(step, observed, now);
    }
    Optional<Instant> rollbackAt = observed.route().flatMap(Route::rollbackAt);
    boolean soon = rollbackAt.filter(at -> at.isBefore(now.plus(timing.guardRoom()))).isPresent();
    return soon
        ? new Action.SetWeights(
            rules.route(step, now.plus(timing.guardRoom().multipliedBy(2)), observed.route()))
        : new Action.Wait(paused);
  }

  /** To the next step: set it, read it back, announce it. */
  private Action move(Step step, int previousWeight, Observed observed, Said said, Instant now) {
    Optional<Instant> setAt = setAt(step, observed, said, now);
    if (setAt.isPresent()) {
      return new Action.Announce(
          step,
          previousWeight,
          setAt.get(),
          timing.judgeBy(setAt.get(), step.bake()),
          "step %d of %d: %d %% to the candidate, %d of %d instances healthy%s"
              .formatted(
                  step.index() + 1,
                  steps.size(),
                  step.weight(),
                  observed.healthy(),
                  fleet.getCandidate().getSize(),
                  beside.words(step) + approvalAfter(step)));
    }
    if (said.paused()) {
      return new Action.Wait("paused before the first step");
    }
    Optional<Action> unapproved = unapproved(step, observed, said, now);
    if (unapproved.isPresent()) {
      return unapproved.get();
    }
    Optional<String> unhealthy = unhealthy(step, observed);
    if (unhealthy.isPresent()) {
      return readyBy(previousWeight, observed, said).isBefore(now)
          ? end(rolledBack(unhealthy.get() + " before " + step.weight() + " %"), observed)
          : new Action.Wait(unhealthy.get());
    }
    return new Action.SetWeights(
        rules.route(step, timing.rollbackAt(now, step.bake()), observed.route()));
  }

  /** Who is not well enough for the step's traffic; empty when all are. */
  private Optional<String> unhealthy(Step step, Observed observed) {
    return observed.healthy() < fleet.getCandidate().getSize()
        ? Optional.of(
            "%d of %d instances are healthy"
                .formatted(observed.healthy(), fleet.getCandidate().getSize()))
        : beside.unhealthy(step, observed.baseline());
  }

  /** What to do while an approval is missing; empty when it is there, or none is needed. */
  private Optional<Action> unapproved(Step step, Observed observed, Said said, Instant now) {
    if (step.approveWithin().isEmpty() || approval(said).isPresent()) {
      return Optional.empty();
    }
    Duration within = step.approveWithin().get();
    // A pause is not counted against those who are to approve.
    Instant since =
        Stream.of(
                said.lastStep().map(TrafficShifted::getJudgeBy),
                Optional.of(fleet.getProvisionedAt()),
                said.lastSwitch())
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    if (since.plus(within).isBefore(now)) {
      return Optional.of(
          end(
              rolledBack("nobody approved %d %% within %s".formatted(step.weight(), text(within))),
              observed));
    }
    return Optional.of(
        step.index() == 0
            ? new Action.Wait("waits for an approval of %d %%".formatted(step.weight()))
            : hold(steps.get(step.index() - 1), observed, now, ""));
  }

  private Optional<OperatorCommand> approval(Said said) {
    int last = said.lastStep().map(TrafficShifted::getStep).orElse(-1);
    return said.approval(
        steps.stream()
            .filter(step -> step.index() <= last && step.approveWithin().isPresent())
            .count());
  }

  private String approvalAfter(Step step) {
    return steps.stream()
        .filter(next -> next.index() == step.index() + 1 && next.approveWithin().isPresent())
        .findFirst()
        .map(next -> "; %d %% needs an approval".formatted(next.weight()))
        .orElse("");
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** When the step was set, if the rule says that it is and nobody was told yet. */
  private Optional<Instant> setAt(Step step, Observed observed, Said said, Instant now) {
    if (!rules.match(observed.route(), step)) {
      return Optional.empty();
    }
    if (fleet.getLive() == null) {
      return Optional.of(now);
    }
    Instant after = said.lastStep().map(TrafficShifted::getShiftedAt).orElse(Instant.EPOCH);
    return observed
        .route()
        .flatMap(Route::rollbackAt)
        .filter(rollbackAt -> rollbackAt.isAfter(now))
        .map(rollbackAt -> timing.shiftedAt(rollbackAt, step.bake()))
        .filter(setAt -> setAt.isAfter(after));
  }

  /** Until when the candidate must be healthy enough for the step that comes. */
  private Instant readyBy(int previousWeight, Observed observed, Said said) {
    Optional<Instant> rollbackAt = observed.route().flatMap(Route::rollbackAt);
    if (previousWeight > 0 && rollbackAt.isPresent()) {
      return rollbackAt.get().minus(timing.guardRoom().dividedBy(2));
    }
    return Stream.of(
            Optional.of(fleet.getProvisionedAt()),
            said.lastSwitch(),
            approval(said).map(OperatorCommand::getIssuedAt))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElseThrow()
        .plus(timing.beginWithin());
  }

  private boolean finished(TrafficShifted last, Said said, Instant now) {
    return last.getStep() == steps.size() - 1
        && panel.on(last, said, now) instanceof Opinion.Advance;
  }

  private Action end(Action.RollBack rollBack, Observed observed) {
    if (fleet.getLive() != null) {
      return rollBack;
    }
    if (rollBack.outcome() == DeploymentOutcome.ABORTED) {
      return new Action.EndFirst(DeploymentOutcome.ABORTED, false, rollBack.reason());
    }
    boolean keep = observed.healthy() > 0 && observed.weightOf(fleet.getCandidate()) > 0;
    return new Action.EndFirst(
        DeploymentOutcome.FAILED,
        keep,
        rollBack.reason()
            + (keep
                ? "; it is the first, so there is nothing to go back to and it keeps its traffic"
                : "; it is the first, so nobody serves now"));
  }

  private static Action.RollBack rolledBack(String reason) {
    return new Action.RollBack(DeploymentOutcome.ROLLED_BACK, reason);
  }
}
