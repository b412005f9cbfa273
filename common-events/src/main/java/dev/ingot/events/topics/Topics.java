package dev.ingot.events.topics;

import static dev.ingot.events.topics.Topic.Keeping.COMPACTED;
import static dev.ingot.events.topics.Topic.Keeping.FOR_EVER;
import static dev.ingot.events.topics.Topic.Keeping.RETAINED;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.ImageReady;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.PushReported;
import dev.ingot.events.StandingOrder;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import java.util.List;
import java.util.Optional;

/** Every topic of the log. The Kafka key is the service, everywhere. */
public final class Topics {
  /** Prefix of the topics' names where none is configured. */
  public static final String DEFAULT_PREFIX = "ingot.";

  /** Original bytes of what could not be worked on, with headers that say why; not Avro. */
  public static final String DEAD_LETTERS = "dead-letters";

  public static final Topic<PushReported> PUSHES =
      new Topic<>(
          "pushes",
          PushReported.class,
          RETAINED,
          PushReported::getService,
          PushReported::getId,
          PushReported::getReportedAt,
          e -> Optional.empty());

  public static final Topic<HeadSeen> HEADS =
      new Topic<>(
          "heads",
          HeadSeen.class,
          COMPACTED,
          HeadSeen::getService,
          HeadSeen::getId,
          HeadSeen::getSeenAt,
          e -> Optional.empty());

  public static final Topic<CommitReceived> COMMITS =
      new Topic<>(
          "commits",
          CommitReceived.class,
          RETAINED,
          CommitReceived::getService,
          CommitReceived::getId,
          CommitReceived::getReceivedAt,
          e -> Optional.empty());

  public static final Topic<ImageReady> IMAGES =
      new Topic<>(
          "images",
          ImageReady.class,
          FOR_EVER,
          e -> e.getDeployment().getService(),
          ImageReady::getId,
          ImageReady::getReadyAt,
          e -> Optional.of(e.getDeployment().getId()));

  public static final Topic<FleetProvisioned> FLEETS =
      new Topic<>(
          "fleets",
          FleetProvisioned.class,
          RETAINED,
          e -> e.getDeployment().getService(),
          FleetProvisioned::getId,
          FleetProvisioned::getProvisionedAt,
          e -> Optional.of(e.getDeployment().getId()));

  public static final Topic<TrafficShifted> TRAFFIC =
      new Topic<>(
          "traffic",
          TrafficShifted.class,
          RETAINED,
          e -> e.getDeployment().getService(),
          TrafficShifted::getId,
          TrafficShifted::getShiftedAt,
          e -> Optional.of(e.getDeployment().getId()));

  public static final Topic<MeasurementTaken> MEASUREMENTS =
      new Topic<>(
          "measurements",
          MeasurementTaken.class,
          RETAINED,
          e -> e.getDeployment().getService(),
          MeasurementTaken::getId,
          MeasurementTaken::getTickStart,
          e -> Optional.of(e.getDeployment().getId()));

  public static final Topic<VerdictReached> VERDICTS =
      new Topic<>(
          "verdicts",
          VerdictReached.class,
          RETAINED,
          e -> e.getDeployment().getService(),
          VerdictReached::getId,
          VerdictReached::getReachedAt,
          e -> Optional.of(e.getDeployment().getId()));

  public static final Topic<DeploymentFinished> OUTCOMES =
      new Topic<>(
          "outcomes",
          DeploymentFinished.class,
          FOR_EVER,
          e -> e.getDeployment().getService(),
          DeploymentFinished::getId,
          DeploymentFinished::getFinishedAt,
          e -> Optional.of(e.getDeployment().getId()));

  public static final Topic<OperatorCommand> COMMANDS =
      new Topic<>(
          "commands",
          OperatorCommand.class,
          RETAINED,
          OperatorCommand::getService,
          OperatorCommand::getId,
          OperatorCommand::getIssuedAt,
          e -> Optional.ofNullable(e.getDeploymentId()));

  public static final Topic<StandingOrder> CONTROLS =
      new Topic<>(
          "controls",
          StandingOrder.class,
          COMPACTED,
          StandingOrder::getService,
          StandingOrder::getId,
          StandingOrder::getSetAt,
          e -> Optional.empty());

  private static final List<Topic<?>> ALL =
      List.of(
          PUSHES,
          HEADS,
          COMMITS,
          IMAGES,
          FLEETS,
          TRAFFIC,
          MEASUREMENTS,
          VERDICTS,
          OUTCOMES,
          COMMANDS,
          CONTROLS);

  private Topics() {}

  /** Every topic that carries an event, in the order in which a deployment meets them. */
  public static List<Topic<?>> all() {
    return ALL;
  }
}
