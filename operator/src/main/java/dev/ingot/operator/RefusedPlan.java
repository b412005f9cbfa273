package dev.ingot.operator;

import dev.ingot.pipeline.PipelineFile;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.pipeline.PipelineFileException.Problem;
import java.util.List;

/**
 * A commit that would end as FAILED before anything is baked.
 *
 * @param target its service is empty when its ingot.yaml could not be read
 * @param problems places of its ingot.yaml
 * @param lines of its ingot.yaml; empty when they can't be shown
 * @param refusals what else is in the way, for people
 */
record RefusedPlan(
    PlanTarget target, List<Problem> problems, List<String> lines, List<String> refusals) {

  static RefusedPlan of(PlanTarget target, String yaml, PipelineFileException e) {
    return e.problems().isEmpty()
        ? of(target, String.valueOf(e.getMessage()))
        : new RefusedPlan(target, e.problems(), yaml.lines().toList(), List.of());
  }

  static RefusedPlan of(PlanTarget target, String why) {
    return new RefusedPlan(target, List.of(), List.of(), List.of(why));
  }

  /** For people. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s of %s would be refused:%n"
            .formatted(target.shortCommit(), Clean.line(target.repository(), 300)));
    text.append(new Excerpts(PipelineFile.NAME, lines).of(problems));
    refusals.forEach(refusal -> text.append("  ! %s%n".formatted(Clean.line(refusal))));
    return text.toString();
  }
}
