package dev.ingot.listener;

import dev.ingot.events.HeadSeen;
import java.time.Instant;
import java.util.Optional;

/** What a head that was just seen means. */
sealed interface HeadDecision {
  /**
   * A new intent.
   *
   * @param generation higher than every one before
   * @param previous the head before, when there was one
   */
  record NewHead(String commitId, long generation, Optional<String> previous)
      implements HeadDecision {}

  /** Nothing to announce. */
  record NothingNew(String why) implements HeadDecision {}

  /**
   * Decides.
   *
   * @param remote what the ref points to; empty when there is no such ref
   * @param last the last head that became an event
   * @param folder the service's in the repository, empty for the root
   * @param asked whether an operator asks for it: then the same head is a new intent, too
   */
  static HeadDecision decide(
      Optional<String> remote, Optional<HeadSeen> last, String folder, boolean asked, Instant now) {
    if (remote.isEmpty()) {
      return new NothingNew(
          "the repository has no such ref; register the service anew if its branch was renamed");
    }
    String commitId = remote.get();
    Optional<String> previous = last.map(HeadSeen::getCommitId);
    if (!asked
        && previous.filter(commitId::equals).isPresent()
        && last.filter(head -> head.getPath().equals(folder)).isPresent()) {
      return new NothingNew("the head is the same");
    }
    // A clock that was set back must not make a new intent look older than the last one.
    long after = last.map(head -> head.getGeneration() + 1).orElse(0L);
    return new NewHead(commitId, Math.max(after, now.toEpochMilli()), previous);
  }

  /**
   * What it means for a service that has only a folder of the repository: nothing, when its folder
   * is as it was when it was deployed last.
   *
   * @param tree what the folder holds now
   */
  static HeadDecision within(
      String folder, String tree, NewHead head, Optional<HeadSeen> last, boolean asked) {
    boolean same =
        last.filter(seen -> seen.getPath().equals(folder) && tree.equals(seen.getTree()))
            .isPresent();
    return same && !asked
        ? new NothingNew("the push changes nothing in folder '" + folder + "'")
        : head;
  }
}
