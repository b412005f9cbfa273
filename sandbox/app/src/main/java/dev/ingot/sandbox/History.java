package dev.ingot.sandbox;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.ImageReady;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topic;
import dev.ingot.stage.EventReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What the topics have said so far, by deployment. Thread-safe. */
final class History implements EventReader.Listener {
  /** Enough for any demo; a stack that runs for weeks forgets its oldest deployments. */
  private static final int MOST_DEPLOYMENTS = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, CommitReceived> commits = bounded();
  private final Map<String, Story> stories = bounded();

  /** One deployment, as far as it has come. */
  static final class Story {
    final Deployment deployment;
    @Nullable ImageReady image;
    @Nullable FleetProvisioned fleet;
    final List<TrafficShifted> shifts = new ArrayList<>();
    final List<VerdictReached> verdicts = new ArrayList<>();
    @Nullable DeploymentFinished finished;

    /** Whether all has been read that belongs to the end; topics are read beside one another. */
    boolean ended() {
      DeploymentFinished end = finished;
      return end != null
          && (end.getOutcome() != DeploymentOutcome.ROLLED_BACK || backAt().isPresent());
    }

    private Story(Deployment deployment) {
      this.deployment = deployment;
    }

    /** When the candidate's weight went back to 0. */
    Optional<Instant> backAt() {
      return shifts.stream()
          .filter(s -> s.getWeight() == 0)
          .map(TrafficShifted::getShiftedAt)
          .findFirst();
    }

    Optional<Instant> firstTrafficAt() {
      return shifts.stream()
          .filter(s -> s.getWeight() > 0)
          .map(TrafficShifted::getShiftedAt)
          .findFirst();
    }
  }

  @Override
  public <E extends SpecificRecord> void on(Topic<E> topic, E event, Instant at) {
    lock.lock();
    try {
      switch (event) {
        case CommitReceived commit -> commits.put(commit.getId(), commit);
        case ImageReady image -> story(image.getDeployment()).image = image;
        case FleetProvisioned fleet -> story(fleet.getDeployment()).fleet = fleet;
        case TrafficShifted shift -> story(shift.getDeployment()).shifts.add(shift);
        case VerdictReached verdict -> story(verdict.getDeployment()).verdicts.add(verdict);
        case DeploymentFinished end -> story(end.getDeployment()).finished = end;
        default -> {}
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end of the deployment that the commit caused in its first environment. */
  Optional<Story> awaitEndOfCommit(String commitId, Duration within) {
    return await(
        () ->
            stories.values().stream()
                .filter(Story::ended)
                .filter(s -> s.deployment.getCommit().getId().equals(commitId))
                .findFirst(),
        within);
  }

  /** Waits until the commit's deployment has its first traffic, or has ended without any. */
  void awaitTrafficOfCommit(String commitId, Duration within) {
    await(
        () ->
            stories.values().stream()
                .filter(s -> s.finished != null || !s.shifts.isEmpty())
                .filter(s -> s.deployment.getCommit().getId().equals(commitId))
                .findFirst(),
        within);
  }

  /** Waits for the commit that a push makes. */
  Optional<CommitReceived> awaitCommitOfPush(String pushId, Duration within) {
    return await(() -> commitOf(pushId), within);
  }

  private Optional<CommitReceived> commitOf(String pushId) {
    return commits.values().stream().filter(c -> c.getPushId().equals(pushId)).findFirst();
  }

  /** Waits for the end of what a push led to, through all environments. */
  Optional<Story> awaitEndOfPush(String pushId, Duration within) {
    return await(() -> commitOf(pushId).flatMap(c -> lastOfChain(c.getId())), within);
  }

  private Optional<Story> lastOfChain(String causeId) {
    Optional<Story> caused =
        stories.values().stream()
            .filter(s -> s.deployment.getCauseId().equals(causeId))
            .findFirst();
    if (caused.isEmpty()) {
      return Optional.empty();
    }
    Story story = caused.get();
    DeploymentFinished finished = story.finished;
    if (finished == null) {
      return Optional.empty();
    }
    ImageReady image = story.image;
    boolean more =
        finished.getOutcome() == DeploymentOutcome.PROMOTED
            && image != null
            && !image.getFollowing().isEmpty();
    return more ? lastOfChain(finished.getId()) : caused;
  }

  private <T> Optional<T> await(Supplier<Optional<T>> question, Duration within) {
    long left = within.toNanos();
    lock.lock();
    try {
      Optional<T> answer = question.get();
      while (answer.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
        answer = question.get();
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Story story(Deployment deployment) {
    return stories.computeIfAbsent(deployment.getId(), id -> new Story(deployment));
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MOST_DEPLOYMENTS;
      }
    };
  }
}
