package dev.ingot.operator;

import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the log tells of one service in one environment, in its order. */
final class Past {
  private final String service;
  private final String environment;
  private final Duration longest;
  private final Map<String, ImageReady> images = new LinkedHashMap<>();
  private final List<String> promoted = new ArrayList<>();
  private final Set<String> ended = new HashSet<>();
  private long lastGeneration;

  /**
   * @param longest time that a deployment may take from its image on
   */
  Past(String service, String environment, Duration longest) {
    this.service = service;
    this.environment = environment;
    this.longest = longest;
  }

  String service() {
    return service;
  }

  String environment() {
    return environment;
  }

  void see(ImageReady image) {
    if (isHere(image.getDeployment())) {
      images.put(image.getDeployment().getId(), image);
      lastGeneration = Math.max(lastGeneration, image.getDeployment().getGeneration());
    }
  }

  void see(DeploymentFinished end) {
    if (isHere(end.getDeployment())) {
      ended.add(end.getDeployment().getId());
      if (end.getOutcome() == DeploymentOutcome.PROMOTED) {
        promoted.add(end.getDeployment().getId());
      }
    }
  }

  private boolean isHere(Deployment deployment) {
    return deployment.getService().equals(service)
        && deployment.getEnvironment().equals(environment);
  }

  /**
   * The deployment that was promoted last: what is live, unless somebody has changed it by hand.
   */
  Optional<String> live() {
    return promoted.isEmpty() ? Optional.empty() : Optional.of(promoted.getLast());
  }

  /** What was promoted before that, the last one first. */
  List<String> before() {
    return promoted.isEmpty() ? List.of() : promoted.subList(0, promoted.size() - 1).reversed();
  }

  Optional<ImageReady> image(String deployment) {
    return Optional.ofNullable(images.get(deployment));
  }

  /** All images that were ready for the environment, the last one first. */
  List<ImageReady> images() {
    return List.copyOf(images.values()).reversed();
  }

  /**
   * What has begun, or waits, and has not ended. What is older than any may be has, also where the
   * log no longer tells how.
   */
  List<Deployment> underWay(Instant now) {
    Instant oldest = now.minus(longest);
    return images.values().stream()
        .filter(image -> !image.getReadyAt().isBefore(oldest))
        .map(ImageReady::getDeployment)
        .filter(deployment -> !ended.contains(deployment.getId()))
        .toList();
  }

  /** The highest so far; 0 when there was none. */
  long lastGeneration() {
    return lastGeneration;
  }
}
