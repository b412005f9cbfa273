package dev.ingot.verifier;

import dev.ingot.stage.config.Key;
import java.nio.file.Path;

/** What the verifier needs to know. */
public record VerifierConfig(
    @Key(
            value = "ingot.environments.file",
            doc = "The platform team's environments.yaml.",
            otherwise = "environments.yaml")
        Path environments) {}
