package dev.ingot.builder;

import dev.ingot.git.Remotes;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.recipe.Kitchen;
import dev.ingot.recipe.SourceCache;
import dev.ingot.resilience.Resilience;
import dev.ingot.stage.Parts;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StandingOrders;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

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
          Resilience resilience = Config.read(Resilience.class, settings);
          CloudsByEnvironment clouds = resilience.clouds(environments);
          parts.add(clouds);
          parts.add(
              open(
                  Config.read(RuntimeConfig.class, settings),
                  resilience,
                  config,
                  environments,
                  clouds));
        });
  }

  /**
   * Starts the worker.
   *
   * @param clouds stays the caller's, to be closed after what this returns
   */
  public static AutoCloseable open(
      RuntimeConfig runtime,
      Resilience resilience,
      BuilderConfig config,
      Environments environments,
      CloudsByEnvironment clouds)
      throws IOException {
    Path archives = config.work().resolve("archives");
    SourceCache sources =
        new SourceCache(
            config.work().resolve("repositories"),
            new Remotes(config.git()),
            config.fetchDeadline(),
            config.cacheMib() * MIB);
    Kitchen kitchen =
        new Kitchen(sources, environments, clouds, archives, config.sourceMib() * MIB);
    kitchen.clean();
    BuilderTiming timing =
        new BuilderTiming(
            config.lookInterval(),
            config.bakeDeadline(),
            config.bakesWait(),
            config.longestFreeze());
    Places places = new Places(config.bakesAtOnce(), timing.lease());
    Parts parts = new Parts();
    try {
      StandingOrders orders = StandingOrders.follow(runtime);
      parts.list().add(orders);
      BakeImage stage =
          new BakeImage(
              kitchen,
              clouds,
              timing,
              places,
              (service, environment) -> !orders.mayBegin(service, environment));
      parts
          .list()
          .add(
              resilience
                  // Which environment a commit goes to first, its ingot.yaml says.
                  .worker(stage, runtime, clouds, commit -> Optional.empty())
                  .gauge("bakes", "Bakes that have a place", places::taken)
                  .gauge("bakes.waiting", "Bakes that wait for a place", places::awaited)
                  .gauge("bakes.limit", "Places for bakes", places::limit)
                  .startWhenPossible());
      return parts;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }
}
