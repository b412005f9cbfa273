package dev.ingot.builder;

import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.ImageBaker.BakedImage;
import java.time.Instant;
import java.util.Optional;

/** What to make of how far a bake is. */
sealed interface BakeDecision {
  /** What to do with a commit in hand. */
  enum Beginning {
    /** Nothing: it has been announced how it ended. */
    TOLD,
    /** A newer commit waits, and this worker has done nothing for this one. */
    STAND_ASIDE,
    /** Look at the bake, or begin it. */
    BAKE
  }

  /** Look again later. */
  record Wait() implements BakeDecision {}

  /** The image is there. */
  record Announce(BakedImage image, boolean reused) implements BakeDecision {}

  /**
   * There will be no image.
   *
   * @param reason one sentence
   * @param log tail of the build log; empty when there is none
   */
  record Fail(String reason, String log) implements BakeDecision {}

  /** Whether to begin, or to go on: what has begun finishes. */
  static Beginning begin(boolean told, boolean newerWaiting, boolean begun) {
    if (told) {
      return Beginning.TOLD;
    }
    return newerWaiting && !begun ? Beginning.STAND_ASIDE : Beginning.BAKE;
  }

  /**
   * What an image that is already there means. One that is younger than the commit may be this very
   * bake's, which has to be looked at to its end, so that nothing of it stays behind.
   *
   * @param received when the commit came
   */
  static Optional<BakeDecision> reuse(Optional<BakedImage> found, Instant received) {
    return found
        .filter(image -> image.createdAt().isBefore(received))
        .map(image -> new Announce(image, true));
  }

  /** What the progress means. */
  static BakeDecision of(BakeProgress progress) {
    return switch (progress) {
      case BakeProgress.InProgress inProgress -> new Wait();
      case BakeProgress.Ready ready -> new Announce(ready.image(), false);
      case BakeProgress.Failed failed ->
          new Fail(
              BuildErrors.first(failed.log())
                  .map(line -> failed.reason() + ": " + line)
                  .orElse(failed.reason()),
              failed.log());
    };
  }
}
