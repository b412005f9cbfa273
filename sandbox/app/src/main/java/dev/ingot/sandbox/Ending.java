package dev.ingot.sandbox;

import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.TrafficShifted;
import dev.ingot.sandbox.History.Story;
import java.util.List;

/** How a version of the demo is to end, for the reason that it is there to show. */
enum Ending {
  /** All traffic at once: nothing was there before. */
  PROMOTED_FIRST("be promoted as the first", DeploymentOutcome.PROMOTED) {
    @Override
    boolean fits(Story story, DeploymentFinished end) {
      return weights(story).equals(List.of(100));
    }
  },
  PROMOTED_STEP_BY_STEP("be promoted through 5, 25, 50 and 100 %", DeploymentOutcome.PROMOTED) {
    @Override
    boolean fits(Story story, DeploymentFinished end) {
      return weights(story).equals(List.of(5, 25, 50, 100));
    }
  },
  ROLLED_BACK_BY_THE_JUDGE("be rolled back by the judge", DeploymentOutcome.ROLLED_BACK) {
    @Override
    boolean fits(Story story, DeploymentFinished end) {
      return story.verdicts.stream().anyMatch(v -> v.getDecision() == Decision.ROLL_BACK)
          && weights(story).getLast() == 0;
    }
  },
  FAILED_AT_THE_BAKE("fail at the bake with the compiler's message", DeploymentOutcome.FAILED) {
    @Override
    boolean fits(Story story, DeploymentFinished end) {
      return end.getStage().equals("artifact-builder")
          && story.image == null
          && end.getDetail() != null
          && end.getDetail().contains("error:");
    }
  };

  private final String sentence;
  private final DeploymentOutcome outcome;

  Ending(String sentence, DeploymentOutcome outcome) {
    this.sentence = sentence;
    this.outcome = outcome;
  }

  abstract boolean fits(Story story, DeploymentFinished end);

  boolean isThatOf(Story story) {
    DeploymentFinished end = story.finished;
    return end != null && end.getOutcome() == outcome && fits(story, end);
  }

  @Override
  public String toString() {
    return sentence;
  }

  private static List<Integer> weights(Story story) {
    return story.shifts.stream().map(TrafficShifted::getWeight).toList();
  }
}
