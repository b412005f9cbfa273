package dev.ingot.operator;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.Deployment;
import dev.ingot.events.ImageReady;
import dev.ingot.events.PushReported;
import dev.ingot.events.topics.Ids;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * An event made anew, to begin again: its deployment has had its one outcome, so this is another
 * one. What it is to be and its generation stay; ids derive from the original's and the number of
 * the replay, so that the same replay gives the same event.
 *
 * @param id of the event
 * @param deployment the deployment that begins with it, where that is known
 */
record FreshIntent<E extends SpecificRecord>(
    Topic<E> topic, E event, String id, Optional<String> deployment) {

  static FreshIntent<PushReported> of(PushReported push, int number, Instant now) {
    String id = Ids.event("PushReported", "replay", push.getId(), number);
    return new FreshIntent<>(
        Topics.PUSHES,
        PushReported.newBuilder(push).setId(id).setReportedAt(now).build(),
        id,
        Optional.empty());
  }

  static FreshIntent<CommitReceived> of(CommitReceived commit, int number, Instant now) {
    String id = Ids.event("CommitReceived", "replay", commit.getId(), number);
    return new FreshIntent<>(
        Topics.COMMITS,
        CommitReceived.newBuilder(commit).setId(id).setReceivedAt(now).build(),
        id,
        Optional.empty());
  }

  /** With a cause of its own; a promotion goes on to the next environment as it would have. */
  static FreshIntent<ImageReady> of(ImageReady image, int number, Instant now) {
    Deployment before = image.getDeployment();
    String cause = Ids.event("Replay", image.getId(), number);
    Deployment deployment =
        Deployment.newBuilder(before)
            .setId(
                Ids.deployment(
                    before.getService(),
                    before.getEnvironment(),
                    before.getCommit().getId(),
                    cause))
            .setCauseId(cause)
            .setStartedAt(now)
            .build();
    String id = Ids.event("ImageReady", deployment.getId());
    return new FreshIntent<>(
        Topics.IMAGES,
        ImageReady.newBuilder(image)
            .setId(id)
            .setDeployment(deployment)
            .setReused(true)
            .setReadyAt(now)
            .build(),
        id,
        Optional.of(deployment.getId()));
  }
}
