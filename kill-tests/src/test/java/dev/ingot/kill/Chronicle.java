package dev.ingot.kill;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topic;
import dev.ingot.stage.EventReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** Everything that was announced in a world, in the order in which it was read. Thread-safe. */
final class Chronicle implements EventReader.Listener {
  private final List<Told> told = new ArrayList<>();

  /**
   * An event.
   *
   * @param name topic and id
   */
  private record Told(String name, String service, SpecificRecord event) {}

  @Override
  public synchronized <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
    told.add(
        new Told(
            topic.suffix() + " " + topic.id().apply(event), topic.service().apply(event), event));
  }

  /** How the deployment of the commit has ended, if it has. */
  Optional<DeploymentFinished> outcome(String commit) {
    return all(DeploymentFinished.class)
        .filter(end -> end.getDeployment().getCommit().getId().equals(commit))
        .findFirst();
  }

  /** Whether the log knows that the webhook of this commit has come in. */
  boolean knowsWebhook(String commit) {
    return all(PushReported.class)
        .filter(push -> push.getSource() == PushSource.WEBHOOK)
        .anyMatch(push -> commit.equals(push.getClaimedCommit()));
  }

  /** Topic and id of every event that is there more than once. */
  synchronized List<String> twice(String service) {
    return told.stream()
        .filter(one -> one.service().equals(service))
        .collect(Collectors.groupingBy(Told::name, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(name -> name.getValue() > 1)
        .map(Map.Entry::toString)
        .sorted()
        .toList();
  }

  /** The deployment of a commit: what was announced, without what differs from run to run. */
  List<String> deployment(String commit) {
    List<String> lines = new ArrayList<>();
    all(CommitReceived.class)
        .filter(event -> event.getCommit().getId().equals(commit))
        .forEach(event -> lines.add("commit"));
    tell(lines, ImageReady.class, commit, ImageReady::getDeployment, event -> "image");
    tell(
        lines,
        FleetProvisioned.class,
        commit,
        FleetProvisioned::getDeployment,
        event -> event.getBaseline() == null ? "fleet" : "fleet and baseline");
    tell(
        lines,
        TrafficShifted.class,
        commit,
        TrafficShifted::getDeployment,
        event ->
            "traffic step %d: %d to %d %%%s"
                .formatted(
                    event.getStep(),
                    event.getPreviousWeight(),
                    event.getWeight(),
                    event.getBaseline() == null
                        ? ""
                        : ", %d to the baseline".formatted(event.getBaselineWeight())));
    tell(
        lines,
        VerdictReached.class,
        commit,
        VerdictReached::getDeployment,
        event ->
            "verdict of %s on step %d: %s"
                .formatted(event.getJudge(), event.getStep(), event.getDecision()));
    tell(
        lines,
        DeploymentFinished.class,
        commit,
        DeploymentFinished::getDeployment,
        event -> "outcome of %s: %s".formatted(event.getStage(), event.getOutcome()));
    return lines;
  }

  private <E extends SpecificRecord> void tell(
      List<String> lines,
      Class<E> type,
      String commit,
      Function<E, Deployment> deployment,
      Function<E, String> line) {
    all(type)
        .filter(event -> deployment.apply(event).getCommit().getId().equals(commit))
        .forEach(event -> lines.add(line.apply(event)));
  }

  private synchronized <E extends SpecificRecord> Stream<E> all(Class<E> type) {
    return told.stream()
        .map(Told::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList()
        .stream();
  }
}
