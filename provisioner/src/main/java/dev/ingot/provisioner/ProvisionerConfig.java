package dev.ingot.provisioner;

import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;

/** What the provisioner needs to know. */
public record ProvisionerConfig(
    @Key(
            value = "ingot.environments.file",
            doc = "The platform team's environments.yaml.",
            otherwise = "environments.yaml")
        Path environments,
    @Key(
            value = "ingot.look.interval",
            doc =
                "Longest wait between two looks at a deployment in hand; bounds the cloud's API"
                    + " calls, since events wake a look at once.",
            otherwise = "5s")
        Duration lookInterval,
    @Key(
            value = "ingot.provisioner.replacements",
            doc =
                "Instances replaced before a new fleet was healthy after which it is given up early;"
                    + " at least 1.",
            otherwise = "5")
        int replacements,
    @Key(
            value = "ingot.provisioner.longest",
            doc =
                "Longest time that a deployment may be in hand; all steps of a rollout must fit in,"
                    + " and topics must be retained for twice as long.",
            otherwise = "12h")
        Duration longest,
    @Key(
            value = "ingot.freeze.longest",
            doc =
                "Longest time that a deployment waits for the end of a freeze before it has failed;"
                    + " topics must be retained for this long and twice ingot.provisioner.longest.",
            otherwise = "72h")
        Duration longestFreeze,
    @Key(
            value = "ingot.sweeper.interval",
            doc = "Wait between two turns of the sweeper, which retires fleets that are due.",
            otherwise = "15s")
        Duration sweepInterval) {

  public ProvisionerConfig {
    requirePositive("ingot.look.interval", lookInterval);
    requirePositive("ingot.provisioner.longest", longest);
    requirePositive("ingot.freeze.longest", longestFreeze);
    requirePositive("ingot.sweeper.interval", sweepInterval);
    if (replacements < 1) {
      throw new IllegalArgumentException(
          "ingot.provisioner.replacements is %d; it is at least 1".formatted(replacements));
    }
  }

  /** How long a deployment is remembered whose record does not come back: another worker has it. */
  Duration lease() {
    return Duration.ofMinutes(5).plus(lookInterval.multipliedBy(2));
  }

  private static void requirePositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("%s is %s; it must be positive".formatted(key, value));
    }
  }
}
