package dev.ingot.operator;

import dev.ingot.git.GitConfig;
import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;

/** What a plan needs to know: the workers' own keys. */
record PlanConfig(
    @Key(
            value = "ingot.environments.file",
            doc = "The platform team's environments.yaml.",
            otherwise = "environments.yaml")
        Path environments,
    @Key(
            value = "ingot.fetch.deadline",
            doc = "Longest time that one fetch from a repository may take, 1s to 1h.",
            otherwise = "5m")
        Duration fetchDeadline,
    @Key(
            value = "ingot.builder.source.mib",
            doc = "Largest source tree, unpacked, that is taken.",
            otherwise = "1024")
        long sourceMib,
    @Key(
            value = "ingot.provisioner.longest",
            doc = "Longest time that a deployment may be in hand, as the provisioner has it.",
            otherwise = "12h")
        Duration longest,
    GitConfig git) {}
