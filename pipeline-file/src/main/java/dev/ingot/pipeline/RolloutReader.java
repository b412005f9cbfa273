package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.bool;
import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.whole;

import dev.ingot.events.RolloutPlan;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Reads {@code rollout}, and holds its bakes against what the sources need. */
final class RolloutReader {
  private static final List<Integer> DEFAULT_STEPS = List.of(5, 25, 50, 100);
  private static final Duration LONGEST_BAKE = Duration.ofDays(1);
  private static final Duration APPROVE_WITHIN = Duration.ofHours(8);
  private static final Duration LONGEST_APPROVAL = Duration.ofDays(7);

  private final Scope scope;

  RolloutReader(Scope scope) {
    this.scope = scope;
  }

  RolloutPlan read(Section rollout, VerifyPlan verify) {
    List<Integer> steps = rollout.list("steps", whole(1, 100)).orElse(DEFAULT_STEPS);
    checkSteps(rollout, steps);
    BakeNeeded needed = new BakeNeeded(steps, verify, scope);
    List<Duration> bakes = bakes(rollout, steps, needed.all());
    needed
        .tooShort(bakes)
        .ifPresent(
            what -> {
              rollout.problem("bake", what);
            });
    RolloutPlan.Builder plan =
        RolloutPlan.newBuilder()
            .setSteps(steps)
            .setBakes(bakes.stream().map(Duration::toMillis).toList())
            .setEarly(rollout.read("early", bool(), false));
    approvals(rollout, steps, plan);
    rollout.refuseOthers();
    return plan.build();
  }

  private void checkSteps(Section rollout, List<Integer> steps) {
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i) <= steps.get(i - 1)) {
        rollout.problem(
            "steps",
            "the steps %s do not rise: %d comes after %d; write each weight once, rising"
                .formatted(steps, steps.get(i), steps.get(i - 1)));
        return;
      }
    }
    if (steps.get(steps.size() - 1) != 100) {
      rollout.problem("steps", "the last of the steps %s is not 100; add 100".formatted(steps));
    }
    int least = scope.floors().steps();
    if (steps.size() < least) {
      rollout.problem("steps", scope.belowFloor("steps", steps, "at least " + least + " steps"));
    }
  }

  private static List<Duration> bakes(Section rollout, List<Integer> steps, List<Duration> needed) {
    Kind<Duration> kind = duration(Duration.ofMillis(1), LONGEST_BAKE);
    if (!rollout.has("bake")) {
      return needed;
    }
    if (!rollout.isList("bake")) {
      return rollout
          .read("bake", kind)
          .map(bake -> Collections.nCopies(steps.size(), bake))
          .orElse(needed);
    }
    List<Duration> bakes = rollout.list("bake", kind).orElse(needed);
    if (bakes.size() != steps.size()) {
      rollout.problem(
          "bake",
          "%d bakes for %d steps; write one for all of them, or one per step"
              .formatted(bakes.size(), steps.size()));
    }
    return bakes;
  }

  /**
   * {@code approve: true} asks before the first step, {@code {before: …}} before the weights that
   * it names.
   */
  private void approvals(Section rollout, List<Integer> steps, RolloutPlan.Builder plan) {
    List<Integer> before = List.of();
    Duration within = APPROVE_WITHIN;
    if (rollout.isText("approve")) {
      before = rollout.read("approve", bool(), false) ? List.of(steps.get(0)) : List.of();
    } else if (rollout.says("approve")) {
      Section approve = rollout.section("approve");
      before =
          approve.isText("before")
              ? approve.read("before", whole(1, 100)).map(List::of).orElse(List.of())
              : approve.list("before", whole(1, 100)).orElse(List.of(steps.get(0)));
      within = approve.read("within", duration(Duration.ofMinutes(1), LONGEST_APPROVAL), within);
      List<Integer> unknown = before.stream().filter(weight -> !steps.contains(weight)).toList();
      if (!unknown.isEmpty()) {
        approve.problem(
            "before", "%s is not among the steps %s; name a step".formatted(unknown, steps));
      }
      approve.refuseOthers();
    }
    if (scope.floors().approve() && before.isEmpty()) {
      rollout.problem(
          "approve", scope.belowFloor("approve", "false", "an approval; write approve: true"));
    }
    plan.setApproveBefore(before.stream().distinct().sorted().toList());
    plan.setApproveWithin(within.toMillis());
  }
}
