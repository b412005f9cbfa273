package dev.ingot.chaos;

import dev.ingot.events.HeadSeen;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StageWorker;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;

/** A worker process: every stage of the chain, on the real runtime. */
public final class ChaosWorker {
  static final String NAME = "chaos-worker";

  private ChaosWorker() {}

  /**
   * Runs until told to stop.
   *
   * @param args the seed, the URL of the register, and a name for this process
   */
  public static void main(String[] args) {
    Fates fates = new Fates(Long.parseLong(args[0]));
    WorkerMain.run(
        NAME,
        (settings, parts) -> {
          RuntimeConfig config = Config.read(RuntimeConfig.class, settings);
          Resources resources = new Resources(args[1], args[2]);
          parts.add(resources);
          for (String stage : Chain.STAGES) {
            StageWorker.Builder<HeadSeen> worker =
                StageWorker.of(new ChainStage(stage, fates, resources), config);
            // Brokers and registry may be away for a moment: that is no reason for another process.
            parts.add(worker.retries(ChainStage.RETRIES).startWhenPossible());
          }
        });
  }
}
