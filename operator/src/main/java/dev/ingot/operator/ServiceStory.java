package dev.ingot.operator;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What the log tells of one service: commits, images and outcomes. */
final class ServiceStory {
  private final String service;
  private final Map<String, CommitReceived> commits = new HashMap<>();
  private final Map<String, ImageReady> images = new HashMap<>();
  private final Map<String, DeploymentFinished> outcomes = new HashMap<>();

  ServiceStory(String service) {
    this.service = service;
  }

  void add(Object event) {
    switch (event) {
      case CommitReceived commit when commit.getService().equals(service) ->
          commits.put(commit.getId(), commit);
      case ImageReady image when image.getDeployment().getService().equals(service) ->
          images.put(image.getDeployment().getId(), image);
      case DeploymentFinished end when end.getDeployment().getService().equals(service) ->
          outcomes.put(end.getDeployment().getId(), end);
      default -> {
        // Another service's.
      }
    }
  }

  Optional<DeploymentFinished> outcome(String deployment) {
    return Optional.ofNullable(outcomes.get(deployment));
  }

  /** How the deployments ended that an event caused. */
  List<DeploymentFinished> causedBy(String event) {
    return outcomes.values().stream()
        .filter(end -> end.getDeployment().getCauseId().equals(event))
        .toList();
  }

  /** The commits that a push made. */
  List<CommitReceived> madeBy(String push) {
    return commits.values().stream().filter(commit -> commit.getPushId().equals(push)).toList();
  }

  /** The highest generation that was promoted in the environment. */
  OptionalLong live(String environment) {
    return promoted().filter(end -> in(end, environment)).mapToLong(ServiceStory::of).max();
  }

  /** The highest generation that was promoted anywhere. */
  OptionalLong liveAnywhere() {
    return promoted().mapToLong(ServiceStory::of).max();
  }

  /** The highest generation that is on its way to the environment. */
  OptionalLong underWay(String environment) {
    return images.values().stream()
        .filter(image -> image.getDeployment().getEnvironment().equals(environment))
        .filter(image -> !outcomes.containsKey(image.getDeployment().getId()))
        .mapToLong(image -> image.getDeployment().getGeneration())
        .max();
  }

  /** The highest generation that is on its way anywhere, commits without an image included. */
  OptionalLong underWayAnywhere() {
    LongStream fresh =
        commits.values().stream()
            .filter(commit -> nothingCameOf(commit.getId()))
            .mapToLong(CommitReceived::getGeneration);
    LongStream baked =
        images.values().stream()
            .filter(image -> !outcomes.containsKey(image.getDeployment().getId()))
            .mapToLong(image -> image.getDeployment().getGeneration());
    return LongStream.concat(fresh, baked).max();
  }

  private boolean nothingCameOf(String commit) {
    return causedBy(commit).isEmpty()
        && images.values().stream()
            .noneMatch(image -> Objects.equals(image.getDeployment().getCauseId(), commit));
  }

  private Stream<DeploymentFinished> promoted() {
    return outcomes.values().stream().filter(end -> end.getOutcome() == DeploymentOutcome.PROMOTED);
  }

  private static boolean in(DeploymentFinished end, String environment) {
    return end.getDeployment().getEnvironment().equals(environment);
  }

  private static long of(DeploymentFinished end) {
    return end.getDeployment().getGeneration();
  }
}
