package dev.ingot.builder;

import dev.ingot.events.CommitReceived;
import dev.ingot.git.Remotes;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StageWorker;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.nio.file.Path;

/** The artifact-builder: commits to images. */
public final class ArtifactBuilder {
  private static final long MIB = 1024 * 1024;

  private ArtifactBuilder() {}

  /** Reads the configuration from the environment and runs until told to stop. */
  public static void main(String[] args) {
    WorkerMain.run(
        BakeImage.NAME,
        (settings, parts) -> {
          BuilderConfig config = Config.read(BuilderConfig.class, settings);
          Environments environments = Environments.load(config.environments());
          CloudsByEnvironment clouds = new CloudsByEnvironment(environments);
          parts.add(clouds);
          parts.add(open(Config.read(RuntimeConfig.class, settings), config, environments, clouds));
        });
  }

  /**
   * Starts the worker.
   *
   * @param clouds stays the caller's, to be closed after what this returns
   */
  public static StageWorker<CommitReceived> open(
      RuntimeConfig runtime,
      BuilderConfig config,
      Environments environments,
      CloudsByEnvironment clouds)
      throws IOException {
    Path archives = config.work().resolve("archives");
    CacheRoom.delete(archives);
    SourceCache sources =
        new SourceCache(
            config.work().resolve("repositories"),
            new Remotes(config.git()),
            config.fetchDeadline(),
            config.cacheMib() * MIB);
    Kitchen kitchen =
        new Kitchen(sources, environments, clouds, archives, config.sourceMib() * MIB);
    return StageWorker.start(
        new BakeImage(kitchen, clouds, config.lookInterval(), config.bakeDeadline()), runtime);
  }
}
