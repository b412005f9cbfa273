package dev.ingot.shifter;

import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.DeploymentOutcome;
import java.time.Instant;

/** What the traffic-shifter does next. */
sealed interface Action {
  /** Look again later. */
  record Wait(String phase) implements Action {}

  /** Write the rule and read it back. */
  record SetWeights(Route route) implements Action {}

  /** Say what was read back. */
  record Announce(Step step, int previousWeight, Instant shiftedAt, Instant judgeBy, String reason)
      implements Action {}

  /** Undo a change by hand: the step begins anew, and everybody is told. */
  record Restore(Route route, Step step, Instant shiftedAt, Instant judgeBy, String reason)
      implements Action {}

  /** All weight to the live fleet at once, and the end. */
  record RollBack(DeploymentOutcome outcome, String reason) implements Action {}

  /**
   * The end of a first deployment that did not work out.
   *
   * @param keep whether it goes on serving, for want of anything better
   */
  record EndFirst(DeploymentOutcome outcome, boolean keep, String reason) implements Action {}

  /** Make the candidate live and read it back. */
  record Promote(Route route) implements Action {}

  /** The candidate is live: the end. */
  record Promoted(String reason) implements Action {}

  /** Nothing was shifted and nothing will be: the end. */
  record Refuse(DeploymentOutcome outcome, String reason) implements Action {}

  /** The end was announced before. */
  record Over(DeploymentOutcome outcome) implements Action {}
}
