package dev.ingot.verifier;

import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;

/** What the verifier needs to know. */
public record VerifierConfig(
    @Key(
            value = "ingot.environments.file",
            doc = "The platform team's environments.yaml.",
            otherwise = "environments.yaml")
        Path environments,
    @Key(
            value = "ingot.shifter.longest",
            doc =
                "The traffic-shifter's: a rollout that stands is watched for as long, from what the log"
                    + " holds of it, so topics must be retained for twice as long.",
            otherwise = "12h")
        Duration longest) {

  public VerifierConfig {
    if (longest.isNegative() || longest.isZero()) {
      throw new IllegalArgumentException(
          "ingot.shifter.longest is %s; it must be positive".formatted(longest));
    }
  }
}
