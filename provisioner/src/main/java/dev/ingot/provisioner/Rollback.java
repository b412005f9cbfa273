package dev.ingot.provisioner;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.OperatorCommand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an operator's rollback and redeploy need beside what every deployment needs. Pure. */
final class Rollback {
  private Rollback() {}

  /** Whether a deployment was made for the command. */
  static boolean isIntent(OperatorCommand command) {
    return command.getCommand() == CommandKind.ROLLBACK
        || command.getCommand() == CommandKind.REDEPLOY;
  }

  /** Why what was asked for does not hold any more; empty when live is what the operator saw. */
  static Optional<String> refusal(OperatorCommand intent, Optional<FleetState> live) {
    String seen = intent.getCommand() == CommandKind.ROLLBACK ? intent.getFrom() : intent.getTo();
    Optional<String> now = live.map(FleetState::deploymentId);
    return seen == null || now.filter(seen::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            "%s is live, and not %s as when %s asked for it; look, and ask again"
                .formatted(now.orElse("nothing"), seen, intent.getWho()));
  }

  /** The fleet that was taken for the deployment, or made for it, whatever its name. */
  static Optional<FleetState> own(List<FleetState> fleets, Deployment deployment) {
    return fleets.stream()
        .filter(fleet -> fleet.deploymentId().equals(deployment.getId()))
        .filter(fleet -> fleet.twinOf().isEmpty())
        .findFirst();
  }

  /**
   * The fleet of the deployment that it goes back to, where it still stands by whole. One that is
   * due to be retired may be in the midst of it.
   */
  static Optional<FleetState> standby(
      List<FleetState> fleets, OperatorCommand intent, Optional<String> live, Instant now) {
    return fleets.stream()
        .filter(fleet -> fleet.deploymentId().equals(intent.getTo()))
        .filter(fleet -> fleet.twinOf().isEmpty())
        .filter(fleet -> fleet.complete() && fleet.desired() > 0)
        .filter(fleet -> fleet.retireAfter().filter(at -> !at.isAfter(now)).isEmpty())
        .filter(fleet -> live.filter(fleet.name()::equals).isEmpty())
        .findFirst();
  }
}
