package dev.ingot.pipeline;

import java.util.List;

/** Reads files with every part, also those that nothing acts on yet. */
public final class WholeFiles {
  private WholeFiles() {}

  /** As {@link PipelineFile#parse}, with nothing left out. */
  public static PipelineFile read(String yaml, Environments environments) {
    return PipelineFileReader.read(yaml, environments, List.of());
  }
}
