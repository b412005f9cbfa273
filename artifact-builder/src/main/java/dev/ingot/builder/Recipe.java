package dev.ingot.builder;

import dev.ingot.events.EnvironmentPlan;
import dev.ingot.pipeline.PipelineFile;
import java.util.List;

/**
 * All that is known of a bake before it begins.
 *
 * @param source the commit
 * @param file its ingot.yaml
 * @param baseImageId the resolved base image
 * @param script the bake script
 * @param bakeKey digest of all that goes into the image
 * @param archive the source tree
 */
record Recipe(
    SourceCommit source,
    PipelineFile file,
    String baseImageId,
    String script,
    String bakeKey,
    SourceArchive archive) {

  EnvironmentPlan first() {
    return file.plans().get(0);
  }

  List<EnvironmentPlan> following() {
    return file.plans().subList(1, file.plans().size());
  }
}
