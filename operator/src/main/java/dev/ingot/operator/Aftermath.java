package dev.ingot.operator;

import dev.ingot.events.DeploymentFinished;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What came of a replay, as far as the log tells. Pure. */
final class Aftermath {
  private Aftermath() {}

  /** One sentence for each thing that came of it; never empty. */
  static List<String> of(Settlement.Replay replay, List<Letter> heirs, ServiceStory story) {
    List<String> all = new ArrayList<>();
    for (Letter heir : heirs) {
      all.add("it failed again and is letter %s: %s".formatted(heir.id(), heir.message()));
    }
    Stream.concat(
            replay.newDeployment().flatMap(story::outcome).stream(),
            replay.newEvent().stream().flatMap(event -> caused(event, story)))
        .map(Aftermath::sentence)
        .forEach(all::add);
    if (all.isEmpty()) {
      all.add("nothing is heard of it yet");
    }
    return all;
  }

  /** By a commit, or by the commits that a push made. */
  private static Stream<DeploymentFinished> caused(String event, ServiceStory story) {
    return Stream.concat(
        story.causedBy(event).stream(),
        story.madeBy(event).stream().flatMap(commit -> story.causedBy(commit.getId()).stream()));
  }

  private static String sentence(DeploymentFinished end) {
    return "deployment %s ended as %s at %s: %s"
        .formatted(
            Clean.line(end.getDeployment().getId(), 128),
            end.getOutcome(),
            end.getFinishedAt(),
            Clean.line(end.getReason(), 300));
  }
}
