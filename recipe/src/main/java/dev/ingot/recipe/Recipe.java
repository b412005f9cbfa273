package dev.ingot.recipe;

import dev.ingot.events.BakeInputs;
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
public record Recipe(
    SourceCommit source,
    PipelineFile file,
    String baseImageId,
    String script,
    String bakeKey,
    SourceArchive archive) {

  /** The environment that the image goes to first. */
  public EnvironmentPlan first() {
    return file.plans().get(0);
  }

  /** Those after it, in order. */
  public List<EnvironmentPlan> following() {
    return file.plans().subList(1, file.plans().size());
  }

  /** What the bake key is the digest of, for people who ask why an image is baked anew. */
  public BakeInputs inputs() {
    return BakeInputs.newBuilder()
        .setTree(source.tree())
        .setBaseImageId(baseImageId)
        .setBuild(file.image().build().orElse(null))
        .setRun(file.image().run())
        .setPort(first().getFleet().getPort())
        .setScriptVersion(BakeScript.VERSION)
        .build();
  }
}
