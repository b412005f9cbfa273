package dev.ingot.builder;

import dev.ingot.cloud.ImageBaker.BakedImage;
import dev.ingot.events.Cause;
import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.Image;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Ids;
import dev.ingot.events.topics.Topics;
import dev.ingot.recipe.Recipe;
import dev.ingot.stage.Emission;
import java.time.Instant;

/** Makes what the stage announces. */
final class BuilderEvents {
  /** The environment of a deployment that ended before ingot.yaml was read. */
  static final String NO_ENVIRONMENT = "none";

  private static final int LONGEST_REASON = 1_000;

  private BuilderEvents() {}

  static Emission<ImageReady> imageReady(
      CommitReceived event, Recipe recipe, BakedImage image, boolean reused, Instant now) {
    Deployment deployment = deployment(event, recipe);
    return Emission.of(
        Topics.IMAGES,
        ImageReady.newBuilder()
            .setId(Ids.event("ImageReady", deployment.getId()))
            .setDeployment(deployment)
            .setImage(
                Image.newBuilder()
                    .setId(image.id())
                    .setName(image.name())
                    .setBakeKey(image.bakeKey())
                    .build())
            .setInputs(recipe.inputs())
            .setReused(reused)
            .setPlan(recipe.first())
            .setFollowing(recipe.following())
            .setReadyAt(now)
            .build());
  }

  static Emission<DeploymentFinished> finished(
      Deployment deployment, DeploymentOutcome outcome, String reason, String detail, Instant now) {
    return Emission.of(
        Topics.OUTCOMES,
        DeploymentFinished.newBuilder()
            .setId(Ids.event("DeploymentFinished", deployment.getId()))
            .setDeployment(deployment)
            .setOutcome(outcome)
            .setStage(BakeImage.NAME)
            .setReason(Printable.line(reason, LONGEST_REASON))
            .setDetail(detail.isEmpty() ? null : Printable.tail(detail))
            .setFinishedAt(now)
            .build());
  }

  /** Of a commit whose ingot.yaml has been read. */
  static Deployment deployment(CommitReceived event, Recipe recipe) {
    Commit commit =
        Commit.newBuilder(event.getCommit())
            .setAuthor(recipe.source().author())
            .setSubject(recipe.source().subject())
            .build();
    return deployment(event, recipe.first().getEnvironment(), commit);
  }

  /** Of a commit of which nothing is known but that it was received. */
  static Deployment deployment(CommitReceived event) {
    return deployment(event, NO_ENVIRONMENT, event.getCommit());
  }

  private static Deployment deployment(CommitReceived event, String environment, Commit commit) {
    return Deployment.newBuilder()
        .setId(Ids.deployment(event.getService(), environment, commit.getId(), event.getId()))
        .setService(event.getService())
        .setEnvironment(environment)
        .setGeneration(event.getGeneration())
        .setCause(Cause.COMMIT)
        .setCauseId(event.getId())
        .setCommit(commit)
        .setStartedAt(event.getReceivedAt())
        .build();
  }
}
