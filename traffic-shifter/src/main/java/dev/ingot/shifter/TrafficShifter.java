package dev.ingot.shifter;

import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.stage.Parts;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StageWorker;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;

/** The traffic-shifter: fleets to traffic and outcomes, and the guard of every rollout. */
public final class TrafficShifter {
  private TrafficShifter() {}

  public static void main(String[] args) {
    WorkerMain.run(
        "traffic-shifter",
        (settings, parts) -> {
          ShifterConfig config = Config.read(ShifterConfig.class, settings);
          CloudsByEnvironment clouds =
              new CloudsByEnvironment(Environments.load(config.environments()));
          parts.add(clouds);
          parts.add(open(Config.read(RuntimeConfig.class, settings), config, clouds));
        });
  }

  /**
   * Starts the guards, which need no Kafka, and then the stage.
   *
   * @param clouds stays the caller's, to be closed after what this returns
   */
  public static AutoCloseable open(
      RuntimeConfig runtime, ShifterConfig config, CloudsByEnvironment clouds) throws Exception {
    Parts parts = new Parts();
    try {
      for (String name : clouds.names()) {
        parts.list().add(Guard.start(name, () -> clouds.get(name), config.guardInterval()));
      }
      parts.list().add(StageWorker.start(new ShiftTraffic(clouds, config), runtime));
      return parts;
    } catch (Exception e) {
      parts.close();
      throw e;
    }
  }
}
