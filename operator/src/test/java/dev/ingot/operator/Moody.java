package dev.ingot.operator;

import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Ids;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.RetryPolicy;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import dev.ingot.stage.StageWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** In the provisioner's place: fails as long as it is told to, and promotes after that. */
final class Moody implements Stage<ImageReady> {
  private final String name;
  final AtomicBoolean fails = new AtomicBoolean(true);

  Moody(String name) {
    this.name = name;
  }

  StageWorker<ImageReady> start(RuntimeConfig config) {
    return StageWorker.of(this, config)
        .retries(new RetryPolicy(2, Duration.ofMillis(5), Duration.ofMillis(5)))
        .start();
  }

  @Override
  public StageSpec<ImageReady> spec() {
    return StageSpec.of(name, Topics.IMAGES)
        .oneAtATimeBy(image -> image.getDeployment().getService())
        .startedAt(image -> image.getDeployment().getStartedAt())
        .listensTo(Topics.OUTCOMES)
        .emits(Topics.OUTCOMES)
        .within(Duration.ofHours(1))
        .build();
  }

  @Override
  public Outcome look(ImageReady image, StageContext context) {
    if (fails.get()) {
      throw new IllegalStateException("a bug\u001b[31m in red");
    }
    return Outcome.done(end(image, DeploymentOutcome.PROMOTED, "all well", context.now()));
  }

  @Override
  public List<Emission<?>> abandon(ImageReady image, StageContext context, Abandonment why) {
    return List.of(end(image, DeploymentOutcome.FAILED, why.reason(), context.now()));
  }

  static Emission<DeploymentFinished> end(
      ImageReady image, DeploymentOutcome outcome, String reason, Instant now) {
    Deployment deployment = image.getDeployment();
    return Emission.of(
        Topics.OUTCOMES,
        DeploymentFinished.newBuilder()
            .setId(Ids.event("DeploymentFinished", deployment.getId()))
            .setDeployment(deployment)
            .setOutcome(outcome)
            .setStage("provisioner")
            .setReason(reason)
            .setFinishedAt(now)
            .build());
  }
}
