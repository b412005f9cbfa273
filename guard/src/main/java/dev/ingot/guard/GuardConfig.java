package dev.ingot.guard;

import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;

/** What a guard needs to know. */
public record GuardConfig(
    @Key(
            value = "ingot.environments.file",
            doc = "The platform team's environments.yaml.",
            otherwise = "environments.yaml")
        Path environments,
    @Key(
            value = "ingot.guard.interval",
            doc = "Wait between two looks of the guard, which acts on passed rollback times.",
            otherwise = "5s")
        Duration interval) {

  public GuardConfig {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(
          "ingot.guard.interval is %s; it must be positive".formatted(interval));
    }
  }
}
