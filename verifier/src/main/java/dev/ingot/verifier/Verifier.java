package dev.ingot.verifier;

import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.resilience.Resilience;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;
import java.util.Optional;

/** Runs the verifier. */
public final class Verifier {
  private Verifier() {}

  /** Reads the configuration from the environment and runs until told to stop. */
  public static void main(String[] args) {
    WorkerMain.run(
        JudgeStep.NAME,
        (settings, parts) -> {
          VerifierConfig config = Config.read(VerifierConfig.class, settings);
          Resilience resilience = Config.read(Resilience.class, settings);
          CloudsByEnvironment clouds = resilience.clouds(Environments.load(config.environments()));
          parts.add(clouds);
          parts.add(open(Config.read(RuntimeConfig.class, settings), resilience, clouds));
        });
  }

  /** Starts the worker; the clouds stay the caller's. */
  public static AutoCloseable open(
      RuntimeConfig runtime, Resilience resilience, CloudsByEnvironment clouds) {
    return resilience
        .worker(
            new JudgeStep(clouds::get),
            runtime,
            clouds,
            shift -> Optional.of(shift.getDeployment().getEnvironment()))
        .startWhenPossible();
  }
}
