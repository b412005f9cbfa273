package dev.ingot.verifier;

import dev.ingot.events.TrafficShifted;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StageWorker;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;

/** Runs the verifier. */
public final class Verifier {
  private Verifier() {}

  /** Reads the configuration from the environment and runs until told to stop. */
  public static void main(String[] args) {
    WorkerMain.run(
        JudgeStep.NAME,
        (settings, parts) -> {
          VerifierConfig config = Config.read(VerifierConfig.class, settings);
          CloudsByEnvironment clouds =
              new CloudsByEnvironment(Environments.load(config.environments()));
          parts.add(clouds);
          parts.add(open(Config.read(RuntimeConfig.class, settings), clouds));
        });
  }

  /** Starts the worker; the clouds stay the caller's. */
  public static StageWorker<TrafficShifted> open(
      RuntimeConfig runtime, CloudsByEnvironment clouds) {
    return StageWorker.start(new JudgeStep(clouds::get), runtime);
  }
}
