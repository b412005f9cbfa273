package dev.ingot.operator;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import dev.ingot.events.PushReported;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;

/** Whether a letter may be sent again, and as what. Pure. */
sealed interface ReplayDecision {
  /** Replays of one letter, itself and what came of it, before a person must insist. */
  int MOST = 3;

  /** Our stages, and the topic that each reads. */
  Map<String, Topic<?>> OURS =
      Map.of(
          "commit-listener", Topics.PUSHES,
          "artifact-builder", Topics.COMMITS,
          "provisioner", Topics.IMAGES,
          "traffic-shifter", Topics.FLEETS,
          "verifier", Topics.TRAFFIC);

  /** Not, and why: a sentence with a remedy. */
  record Refused(String why) implements ReplayDecision {}

  /**
   * It may.
   *
   * @param fresh the event to send instead; empty to send the bytes as they came
   * @param number how many replays of the first letter there have been with this one
   */
  record Send(Optional<FreshIntent<?>> fresh, int number) implements ReplayDecision {}

  /**
   * What is known.
   *
   * @param topic of the original message, where it is one of ours
   * @param event what the bytes mean; empty when they do not decode
   */
  record Known(
      Letter letter,
      Optional<Topic<?>> topic,
      Optional<SpecificRecord> event,
      Ledger ledger,
      ServiceStory story) {}

  /**
   * What the person says.
   *
   * @param force send it although it was dropped, or replayed often
   * @param forAll send it although every consumer of its topic gets it
   */
  record Wish(boolean force, boolean forAll) {}

  static ReplayDecision decide(Known known, Wish wish, Instant now) {
    Letter letter = known.letter();
    int number = 1 + replays(known);
    Optional<String> no =
        settled(known, wish)
            .or(() -> incomplete(letter))
            .or(() -> tooOften(letter, number, wish))
            .or(() -> notOurs(known, wish));
    if (no.isPresent()) {
      return new Refused(no.get());
    }
    return letter.poison() ? asItCame(known, number) : anew(known, number, now);
  }

  private static int replays(Known known) {
    Letter letter = known.letter();
    return Math.max(
        known.ledger().replays(letter.root()), letter.line().map(Letter.Line::number).orElse(0));
  }

  private static Optional<String> settled(Known known, Wish wish) {
    return known
        .ledger()
        .settled(known.letter().id())
        .filter(settlement -> settlement.replay().isPresent() || !wish.force())
        .map(
            settlement ->
                "it was %s by %s at %s; %s"
                    .formatted(
                        settlement.kind(),
                        settlement.who(),
                        settlement.at(),
                        settlement.replay().isPresent()
                            ? "what came of that is shown by 'show', and if it failed it has a letter of its own"
                            : "--force replays it all the same"));
  }

  private static Optional<String> incomplete(Letter letter) {
    if (letter.topic().isEmpty() || letter.partition() < 0) {
      return Optional.of("it does not say where it came from");
    }
    return letter.whole()
        ? Optional.empty()
        : Optional.of(
            "parts of the message were cut off to make it fit; it is still whole at %s-%d@%d, for as long as that is retained"
                .formatted(letter.topic(), letter.partition(), letter.offset()));
  }

  private static Optional<String> tooOften(Letter letter, int number, Wish wish) {
    return number <= MOST || wish.force()
        ? Optional.empty()
        : Optional.of(
            "letter %s was replayed %d times already and fails again and again; mend the cause, then replay it with --force"
                .formatted(letter.root(), number - 1));
  }

  private static Optional<String> notOurs(Known known, Wish wish) {
    Letter letter = known.letter();
    Topic<?> reads = OURS.get(letter.stage());
    if (wish.forAll() || (reads != null && known.topic().filter(reads::equals).isPresent())) {
      return Optional.empty();
    }
    return Optional.of(
        "stage '%s' on topic %s is not one of Ingot's, and a message on the topic goes to every consumer of it: Ingot's own would begin a new deployment. Let the stage's team send it to that stage alone, or insist with --for-all"
            .formatted(letter.stage(), letter.topic()));
  }

  /** It never was an event to the stage, so nothing came of it: no outcome, no deployment. */
  private static ReplayDecision asItCame(Known known, int number) {
    if (known.topic().isPresent() && known.event().isPresent()) {
      Optional<String> no = spent(known.topic().get(), known.event().get(), known.story());
      if (no.isPresent()) {
        return new Refused(no.get());
      }
    }
    return new Send(Optional.empty(), number);
  }

  private static Optional<String> spent(Topic<?> topic, SpecificRecord event, ServiceStory story) {
    return switch (event) {
      case CommitReceived commit -> tooOld(commit, story);
      case ImageReady image -> ended(topic, image, story).or(() -> tooOld(image, story));
      default -> ended(topic, event, story);
    };
  }

  private static <E extends SpecificRecord> Optional<String> ended(
      Topic<E> topic, SpecificRecord event, ServiceStory story) {
    return topic
        .deployment()
        .apply(topic.event().cast(event))
        .flatMap(story::outcome)
        .map(
            end ->
                "its deployment %s has ended as %s meanwhile"
                    .formatted(end.getDeployment().getId(), end.getOutcome()));
  }

  private static ReplayDecision anew(Known known, int number, Instant now) {
    if (known.topic().isEmpty()) {
      return new Send(Optional.empty(), number);
    }
    if (known.event().isEmpty()) {
      return new Refused(
          "it does not decode any more, so it cannot be given an id of its own: is its schema still registered?");
    }
    return switch (known.event().get()) {
      case PushReported push -> new Send(Optional.of(FreshIntent.of(push, number, now)), number);
      case CommitReceived commit ->
          tooOld(commit, known.story())
              .<ReplayDecision>map(Refused::new)
              .orElseGet(() -> new Send(Optional.of(FreshIntent.of(commit, number, now)), number));
      case ImageReady image ->
          tooOld(image, known.story())
              .<ReplayDecision>map(Refused::new)
              .orElseGet(() -> new Send(Optional.of(FreshIntent.of(image, number, now)), number));
      case SpecificRecord later ->
          new Refused(
              "a %s belongs to a deployment that has ended, and to a fleet that is retired; replay its commit or its image, or deploy again"
                  .formatted(later.getClass().getSimpleName()));
    };
  }

  private static Optional<String> tooOld(CommitReceived commit, ServiceStory story) {
    if (story.causedBy(commit.getId()).stream()
        .anyMatch(end -> end.getOutcome() == DeploymentOutcome.PROMOTED)) {
      return Optional.of("it was promoted; there is nothing to make good");
    }
    return older(
        commit.getGeneration(), story.liveAnywhere(), story.underWayAnywhere(), "the service");
  }

  private static Optional<String> tooOld(ImageReady image, ServiceStory story) {
    if (story
        .outcome(image.getDeployment().getId())
        .filter(end -> end.getOutcome() == DeploymentOutcome.PROMOTED)
        .isPresent()) {
      return Optional.of("it was promoted; there is nothing to make good");
    }
    String environment = image.getDeployment().getEnvironment();
    return older(
        image.getDeployment().getGeneration(),
        story.live(environment),
        story.underWay(environment),
        environment);
  }

  private static Optional<String> older(
      long generation, OptionalLong live, OptionalLong underWay, String where) {
    if (live.isPresent() && live.getAsLong() > generation) {
      return Optional.of(
          "generation %d is older than %d, which %s has had: it would bring old code back"
              .formatted(generation, live.getAsLong(), where));
    }
    if (underWay.isPresent() && underWay.getAsLong() > generation) {
      return Optional.of(
          "generation %d is older than %d, which is on its way to %s; wait for its outcome"
              .formatted(generation, underWay.getAsLong(), where));
    }
    return Optional.empty();
  }
}
