package dev.ingot.examples.loadtest;

import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StageWorker;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;

/** Runs the judge. */
public final class LoadTest {
  private LoadTest() {}

  /** Reads the configuration from the environment and runs until told to stop. */
  public static void main(String[] args) {
    WorkerMain.run(
        LoadTestJudge.NAME,
        (settings, parts) -> {
          LoadTestConfig config = Config.read(LoadTestConfig.class, settings);
          HttpLoad load = new HttpLoad(config);
          parts.add(load);
          parts.add(
              StageWorker.start(
                  new LoadTestJudge(load, config), Config.read(RuntimeConfig.class, settings)));
        });
  }
}
