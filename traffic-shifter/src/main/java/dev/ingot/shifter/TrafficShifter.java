package dev.ingot.shifter;

import dev.ingot.guard.Guard;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.resilience.Resilience;
import dev.ingot.stage.Parts;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;
import java.util.Optional;

/** The traffic-shifter: fleets to traffic and outcomes, and the guard of every rollout. */
public final class TrafficShifter {
  private TrafficShifter() {}

  public static void main(String[] args) {
    WorkerMain.run(
        "traffic-shifter",
        (settings, parts) -> {
          ShifterConfig config = Config.read(ShifterConfig.class, settings);
          Resilience resilience = Config.read(Resilience.class, settings);
          CloudsByEnvironment clouds =
              resilience.clouds(Environments.load(config.guard().environments()));
          parts.add(clouds);
          parts.add(open(Config.read(RuntimeConfig.class, settings), resilience, config, clouds));
        });
  }

  /**
   * Starts the guards, which need no Kafka, and then the stage. Where that cannot begin, because no
   * broker answers for one, the guards go on, and the stage is tried again until it does.
   *
   * @param clouds stays the caller's, to be closed after what this returns
   */
  public static AutoCloseable open(
      RuntimeConfig runtime,
      Resilience resilience,
      ShifterConfig config,
      CloudsByEnvironment clouds)
      throws Exception {
    Parts parts = new Parts();
    try {
      for (Guard guard : Guard.of(clouds)) {
        parts.list().add(guard.start(config.guard().interval()));
      }
      parts
          .list()
          .add(
              resilience
                  .worker(
                      new ShiftTraffic(clouds, config),
                      runtime,
                      clouds,
                      fleet -> Optional.of(fleet.getDeployment().getEnvironment()))
                  .takenOverWithin(
                      config.shortestRoom(),
                      "ingot.shifter.judge.room and ingot.shifter.guard.room")
                  .startWhenPossible());
      return parts;
    } catch (Exception e) {
      parts.close();
      throw e;
    }
  }
}
