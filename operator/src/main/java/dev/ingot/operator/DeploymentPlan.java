package dev.ingot.operator;

import dev.ingot.pipeline.Room;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What would come of deploying a commit.
 *
 * @param push what a push of it would do
 * @param order how the environments' order differs; empty when it does not
 * @param environments one per environment of its ingot.yaml, in order
 * @param left environments where the service lives, and which its ingot.yaml does not name
 * @param refusals why it would fail, for people; empty when nothing is in the way
 * @param lastBake how long the last bake took
 */
record DeploymentPlan(
    PlanTarget target,
    Push push,
    ImageOutlook image,
    Optional<Change> order,
    List<Outlook> environments,
    List<String> left,
    List<String> refusals,
    Optional<Duration> lastBake) {

  /** What the listener would make of a push. */
  enum Push {
    /** A new intent. */
    DEPLOYS("a push of this commit to the registered branch deploys it"),
    /** The head is the one that it saw last. */
    SEEN("the listener has seen this commit: a push deploys nothing, 'ingot deploy' does"),
    /** A commit that changes nothing in the service's folder. */
    ELSEWHERE(
        "nothing differs in the service's folder: a push deploys nothing, 'ingot deploy' does"),
    /** Nobody registered the service. */
    UNREGISTERED("the service is not registered: 'ingot deploy' registers and deploys it");

    private final String words;

    Push(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * The image.
   *
   * @param id the one that is there; empty when it is to be baked
   * @param bakeKey digest of what goes in
   * @param changes what goes in and is not what went into the live image
   * @param source whether the source differs from the live image's
   * @param files in which it differs, as far as that is known
   * @param unknown whether the log does not tell what went into the live image
   */
  record ImageOutlook(
      Optional<String> id,
      String bakeKey,
      List<Change> changes,
      boolean source,
      Optional<LiveWorld.Files> files,
      boolean unknown) {}

  /**
   * One environment.
   *
   * @param live the deployment that is live; empty when this would be the first
   * @param newImage whether another image than the commit's is live
   * @param unknown whether the log does not tell what the live fleet was made by
   * @param size instances that the new fleet begins with
   * @param baseline instances of the fresh baseline beside it; 0 without one
   * @param steps as they would be taken
   * @param judges whose word each of them needs
   * @param atLeast that the steps take; starting instances, approvals and judges' delays come on
   *     top
   * @param shortages quotas that it would exceed
   * @param notes for people
   */
  record Outlook(
      String environment,
      Optional<String> live,
      boolean newImage,
      boolean unknown,
      List<Change> changes,
      int size,
      int baseline,
      List<Step> steps,
      List<String> judges,
      Duration atLeast,
      List<Room.Shortage> shortages,
      List<String> notes) {
    /** Whether what is live is not what the commit asks for. */
    boolean differs() {
      return live.isEmpty() || newImage || unknown || !changes.isEmpty();
    }
  }

  /**
   * A step of a rollout.
   *
   * @param weight of the candidate, in percent
   * @param bake how long it is watched
   * @param approval whether somebody must approve it
   */
  record Step(int weight, Duration bake, boolean approval) {}

  boolean refused() {
    return !refusals.isEmpty();
  }

  /** Whether something that is live is not what the commit asks for. */
  boolean differs() {
    return order.isPresent() || environments.stream().anyMatch(Outlook::differs);
  }

  /** Whether all is as the commit asks for, and a push of it would begin nothing. */
  boolean nothing() {
    return !refused() && !differs() && push != Push.DEPLOYS;
  }

  /** What the steps of all environments take, one after another. */
  Duration atLeast() {
    return environments.stream().map(Outlook::atLeast).reduce(Duration.ZERO, Duration::plus);
  }
}
