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
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
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

  /** How the deployment of the commit in an environment has ended, if it has. */
  Optional<DeploymentFinished> outcome(String commit, String environment) {
    return all(DeploymentFinished.class)
        .filter(end -> isOf(end.getDeployment(), commit, environment))
        .findFirst();
  }

  /** How often it was announced that the commit is there. */
  long commits(String commit) {
    return all(CommitReceived.class)
        .filter(event -> event.getCommit().getId().equals(commit))
        .count();
  }

  /** What is deployed of the commit, by the images that are ready and those that fleets are of. */
  Set<String> images(String commit) {
    return Stream.concat(
            all(ImageReady.class)
                .filter(event -> isOf(event.getDeployment(), commit))
                .map(event -> event.getImage().getId()),
            all(FleetProvisioned.class)
                .filter(event -> isOf(event.getDeployment(), commit))
                .map(event -> event.getCandidate().getImageId()))
        .collect(Collectors.toSet());
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

  /**
   * The deployment of a commit in an environment: what was announced, without what differs from run
   * to run.
   */
  List<String> deployment(String commit, String environment) {
    List<String> lines = new ArrayList<>();
    Predicate<Deployment> which = deployment -> isOf(deployment, commit, environment);
    tell(lines, ImageReady.class, which, ImageReady::getDeployment, event -> "image");
    tell(
        lines,
        FleetProvisioned.class,
        which,
        FleetProvisioned::getDeployment,
        event -> event.getBaseline() == null ? "fleet" : "fleet and baseline");
    tell(
        lines,
        TrafficShifted.class,
        which,
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
        which,
        VerdictReached::getDeployment,
        event ->
            "verdict of %s on step %d: %s"
                .formatted(event.getJudge(), event.getStep(), event.getDecision()));
    tell(
        lines,
        DeploymentFinished.class,
        which,
        DeploymentFinished::getDeployment,
        event -> "outcome of %s: %s".formatted(event.getStage(), event.getOutcome()));
    return lines;
  }

  private <E extends SpecificRecord> void tell(
      List<String> lines,
      Class<E> type,
      Predicate<Deployment> which,
      Function<E, Deployment> deployment,
      Function<E, String> line) {
    all(type)
        .filter(event -> which.test(deployment.apply(event)))
        .forEach(event -> lines.add(line.apply(event)));
  }

  private static boolean isOf(Deployment deployment, String commit, String environment) {
    return isOf(deployment, commit) && deployment.getEnvironment().equals(environment);
  }

  private static boolean isOf(Deployment deployment, String commit) {
    return deployment.getCommit().getId().equals(commit);
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
