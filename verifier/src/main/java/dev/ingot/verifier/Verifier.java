package dev.ingot.verifier;

import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.resilience.Resilience;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;
import dev.ingot.verifier.sources.Sources;
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
          Environments environments = Environments.load(config.environments());
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

  /** Starts the worker; the clouds stay the caller's. */
  public static AutoCloseable open(
      RuntimeConfig runtime,
      Resilience resilience,
      VerifierConfig config,
      Environments environments,
      CloudsByEnvironment clouds) {
    return resilience
        .worker(
            new JudgeStep(clouds::get, Sources.of(environments), config.longest()),
            runtime,
            clouds,
            shift -> Optional.of(shift.getDeployment().getEnvironment()))
        .startWhenPossible();
  }
}
