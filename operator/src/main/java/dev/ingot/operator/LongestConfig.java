package dev.ingot.operator;

import dev.ingot.stage.config.Key;
import java.time.Duration;

/** How long a deployment may be under way: the workers' own keys. */
record LongestConfig(
    @Key(
            value = "ingot.provisioner.longest",
            doc = "Longest time that a deployment may be in hand, as the provisioner has it.",
            otherwise = "12h")
        Duration provisioner,
    @Key(
            value = "ingot.shifter.longest",
            doc = "Longest time that a rollout may be in hand, as the traffic-shifter has it.",
            otherwise = "12h")
        Duration shifter,
    @Key(
            value = "ingot.freeze.longest",
            doc = "Longest time that a deployment waits for a thaw, as the provisioner has it.",
            otherwise = "72h")
        Duration freeze) {
  /** For clocks that differ, workers that were down, and what waits behind another deployment. */
  private static final Duration MARGIN = Duration.ofDays(1);

  /** From its image on; what is older has ended. */
  Duration longest() {
    return provisioner.plus(shifter).plus(freeze).plus(MARGIN);
  }
}
