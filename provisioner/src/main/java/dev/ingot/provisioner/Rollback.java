package dev.ingot.provisioner;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.provisioner.ProvisionDecision.Action;
import dev.ingot.provisioner.ProvisionDecision.Observed;
import dev.ingot.provisioner.ProvisionDecision.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an operator's rollback and redeploy need beside what every deployment needs. Pure. */
final class Rollback {
  /** A command and its image are said at once, and read from two partitions. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Rollback() {}

  /** Whether an operator's command says what must hold for the deployment. */
  static boolean needsIntent(Deployment deployment) {
    return deployment.getCause() == Cause.ROLLBACK || deployment.getCause() == Cause.REDEPLOY;
  }

  /** Whether its command has been missing for too long. */
  static boolean isLate(Duration waited) {
    return waited.compareTo(PATIENCE) > 0;
  }

  /** What comes before anything is made, beside what holds for every deployment. */
  static Optional<Action> before(ImageReady image, Observed observed, Said said) {
    if (said.intent().isEmpty()) {
      return needsIntent(image.getDeployment())
          ? Optional.of(
              said.intentIsLate()
                  ? new Action.Refuse(
                      "the log does not tell by which command it was asked for; look what is live, and ask again")
                  : new Action.Wait("the command that it was made for"))
          : Optional.empty();
    }
    Optional<String> elsewhere = refusal(said.intent().get(), observed.live());
    return elsewhere.isPresent()
        ? Optional.of(new Action.Refuse(elsewhere.get()))
        : observed
            .standby()
            .filter(fleet -> image.getDeployment().getCause() == Cause.ROLLBACK)
            .map(fleet -> adoption(fleet, image, observed));
  }

  /**
   * Takes the rest of a fleet that is its own and still stands by: a crash came in between, or what
   * is read is older than what was done. One that was given up is due.
   */
  static Optional<Action> goOnAdopting(ImageReady image, Observed observed, Instant now) {
    return observed
        .candidate()
        .filter(fleet -> image.getDeployment().getCause() == Cause.ROLLBACK && fleet.complete())
        .filter(fleet -> fleet.retireAfter().filter(now::isBefore).isPresent())
        .map(fleet -> adoption(fleet, image, observed));
  }

  /** As large as the live fleet is now, so that it can take all of its traffic. */
  private static Action adoption(FleetState fleet, ImageReady image, Observed observed) {
    FleetPlan plan = image.getPlan().getFleet();
    int wanted = observed.live().map(FleetState::desired).orElse(plan.getMinInstances());
    return new Action.Adopt(
        fleet.name(), Math.clamp(wanted, plan.getMinInstances(), plan.getMaxInstances()));
  }

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
