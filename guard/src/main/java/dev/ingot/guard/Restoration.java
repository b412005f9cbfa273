package dev.ingot.guard;

import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A service that was sent back to its live fleet.
 *
 * @param live the fleet that has all the traffic now
 * @param candidate the fleet that was on trial; {@code -} where the rule named none
 * @param weight what the candidate had, in percent
 * @param rollbackAt when the rule wanted to be restored
 * @param at when it was
 */
public record Restoration(
    String environment,
    String service,
    String live,
    String candidate,
    int weight,
    Instant rollbackAt,
    Instant at) {

  static Restoration of(String environment, Route before, Instant at) {
    return new Restoration(
        environment,
        before.service(),
        before.live().orElse("-"),
        before.candidate().orElse("-"),
        before.candidate().map(before::weightOf).orElse(0),
        before.rollbackAt().orElse(at),
        at);
  }

  /** One line of {@code key=value}, for people and for grep. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "restored environment=%s service=%s live=%s candidate=%s weight=%d rollbackAt=%s late=%.1fs",
        environment,
        service,
        live,
        candidate,
        weight,
        rollbackAt,
        Duration.between(rollbackAt, at).toMillis() / 1000.0);
  }
}
