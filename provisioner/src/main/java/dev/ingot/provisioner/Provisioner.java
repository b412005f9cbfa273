package dev.ingot.provisioner;

import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.resilience.Resilience;
import dev.ingot.stage.Parts;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StandingOrders;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;
import java.time.InstantSource;
import java.util.Optional;

/** The provisioner: images to fleets, and the end of fleets that nobody needs any more. */
public final class Provisioner {
  private Provisioner() {}

  public static void main(String[] args) {
    WorkerMain.run(
        "provisioner",
        (settings, parts) -> {
          ProvisionerConfig config = Config.read(ProvisionerConfig.class, settings);
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
   * Starts the stage and a sweeper per environment.
   *
   * @param clouds stays the caller's, to be closed after what this returns
   */
  public static AutoCloseable open(
      RuntimeConfig runtime,
      Resilience resilience,
      ProvisionerConfig config,
      Environments environments,
      CloudsByEnvironment clouds)
      throws Exception {
    Parts parts = new Parts();
    try {
      for (String name : clouds.names()) {
        Sweeper sweeper =
            new Sweeper(
                name,
                () -> clouds.get(name),
                environments.get(name).drainFor(),
                InstantSource.system());
        parts.list().add(Sweeper.start(sweeper, config.sweepInterval()));
      }
      StandingOrders orders = StandingOrders.follow(runtime);
      parts.list().add(orders);
      ProvisionFleet stage =
          new ProvisionFleet(
              clouds,
              name -> environments.get(name).keepPrevious(),
              name -> environments.policy(name).quotas(),
              (service, environment) -> !orders.mayBegin(service, environment),
              config);
      parts
          .list()
          .add(
              resilience
                  .worker(
                      stage,
                      runtime,
                      clouds,
                      image -> Optional.of(image.getDeployment().getEnvironment()))
                  .startWhenPossible());
      return parts;
    } catch (Exception e) {
      parts.close();
      throw e;
    }
  }
}
