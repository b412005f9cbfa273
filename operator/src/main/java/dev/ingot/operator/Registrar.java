package dev.ingot.operator;

import dev.ingot.events.Registration;
import dev.ingot.events.StandingOrder;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.RuntimeConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Says to the workers where services come from. What else is ordered of a service stays. */
public final class Registrar {
  private final ControlDesk desk;
  private final String who;
  private final String why;

  Registrar(LogTool log, Duration within, String who, String why) {
    this.desk = new ControlDesk(log, within, InstantSource.system());
    this.who = who;
    this.why = why;
  }

  /**
   * Registers a service from a command line of somebody else's.
   *
   * @param within longest time for each thing that is asked of the log
   * @throws LogToolException when it could not be written
   */
  public static void register(
      RuntimeConfig config, ServiceRepository found, String why, Duration within) {
    try (LogTool log = LogTool.open(LogCommand.NAME, config)) {
      new Registrar(log, within, DeadLettersCommand.user(), why).register(found);
    }
  }

  /**
   * Has a service come from there.
   *
   * @return where it came from before
   */
  Optional<Registration> register(ServiceRepository found) {
    Registration registration =
        Registration.newBuilder()
            .setRepository(found.location())
            .setRef(found.ref())
            .setPath(found.folder())
            .build();
    return desk.change(
            found.service(), order -> order.setRegistration(registration).setWho(who).setWhy(why))
        .before()
        .map(StandingOrder::getRegistration);
  }

  /**
   * Has nothing come of what is pushed any more.
   *
   * @return where it came from
   * @throws LogToolException when it is not registered
   */
  Registration unregister(String service) {
    return desk.change(
            service,
            order -> {
              if (order.getRegistration() == null) {
                throw new LogToolException(
                    "no service '%s' is registered".formatted(service), null);
              }
              return order.setRegistration(null).setWho(who).setWhy(why);
            })
        .before()
        .map(StandingOrder::getRegistration)
        .orElseThrow();
  }
}
