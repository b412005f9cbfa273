package dev.ingot.pipeline;

import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.Hook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a rollout may be under way, as far as its plan alone says. */
public final class RolloutTime {
  private RolloutTime() {}

  /**
   * From the migration to the last verdict.
   *
   * @param first whether it is the first of its service: it goes straight to its last step
   * @param migrates whether its migration is run
   */
  public static Duration longest(EnvironmentPlan plan, boolean first, boolean migrates) {
    List<Long> bakes = plan.getRollout().getBakes();
    long watched = first ? bakes.getLast() : bakes.stream().mapToLong(Long::longValue).sum();
    int approvals = plan.getRollout().getApproveBefore().size();
    long approved =
        plan.getRollout().getApproveWithin() * (first ? Math.min(1, approvals) : approvals);
    long hooks = (migrates ? within(plan.getMigrate()) : 0) + within(plan.getVerify().getSmoke());
    return Duration.ofMillis(hooks + plan.getFleet().getStartWithin() + watched + approved);
  }

  private static long within(@Nullable Hook hook) {
    return hook == null ? 0 : hook.getWithin();
  }

  /**
   * Why it cannot be rolled out; empty when it fits.
   *
   * @param most that a deployment may be in hand, {@code ingot.provisioner.longest}
   */
  public static Optional<String> refusal(
      EnvironmentPlan plan, boolean first, boolean migrates, Duration most) {
    Duration longest = longest(plan, first, migrates);
    return longest.compareTo(most) <= 0
        ? Optional.empty()
        : Optional.of(
            "migration, startWithin, smoke test, bakes and approvals come to %s, more than the %s of ingot.provisioner.longest"
                .formatted(Kinds.text(longest), Kinds.text(most)));
  }
}
