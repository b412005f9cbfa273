package dev.ingot.builder;

import dev.ingot.git.GitConfig;
import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;

/** What the artifact-builder needs to know. */
public record BuilderConfig(
    @Key(
            value = "ingot.environments.file",
            doc = "The platform team's environments.yaml.",
            otherwise = "environments.yaml")
        Path environments,
    @Key(
            value = "ingot.look.interval",
            doc = "Longest wait between two looks at a bake; bounds the cloud's API calls.",
            otherwise = "5s")
        Duration lookInterval,
    @Key(
            value = "ingot.builder.work.dir",
            doc =
                "Folder of this worker's own for fetched repositories and source archives; all of"
                    + " it can be deleted while the worker is not running.",
            otherwise = ".ingot/builder")
        Path work,
    @Key(
            value = "ingot.bake.deadline",
            doc = "Longest time that a bake may take, 1m to 6h; a cloud's image can take its time.",
            otherwise = "1h")
        Duration bakeDeadline,
    @Key(
            value = "ingot.bakes.at.once",
            doc =
                "Bakes that this worker has under way at most, each a builder instance that costs"
                    + " money and counts against the account's vCPU quota, which services' own fleets"
                    + " need too; 1 to 1000. Eight at some six minutes each are 80 images an hour, and"
                    + " start within 2 s under RunInstances' rate (5 at once, then 2/s). A commit that"
                    + " waits for its place uses up neither tries nor its bake's deadline.",
            otherwise = "8")
        int bakesAtOnce,
    @Key(
            value = "ingot.bakes.wait",
            doc =
                "Longest wait for a place to bake in before the deployment has failed, up to 24h. Six"
                    + " hours are eight places times 60 bakes: whoever waits longer needs more places,"
                    + " and should be told. Topics must be retained for twice as long as this and the"
                    + " bake's deadline together.",
            otherwise = "6h")
        Duration bakesWait,
    @Key(
            value = "ingot.freeze.longest",
            doc =
                "Longest time that a commit waits for the end of a freeze before its deployment has"
                    + " failed, 1m to 30 days; topics must be retained for longer.",
            otherwise = "72h")
        Duration longestFreeze,
    @Key(
            value = "ingot.fetch.deadline",
            doc = "Longest time that one fetch from a repository may take, 1s to 1h.",
            otherwise = "5m")
        Duration fetchDeadline,
    @Key(
            value = "ingot.builder.cache.mib",
            doc = "Room for fetched repositories; those not used for longest make way.",
            otherwise = "4096")
        long cacheMib,
    @Key(
            value = "ingot.builder.source.mib",
            doc = "Largest source tree, unpacked, that is taken.",
            otherwise = "1024")
        long sourceMib,
    GitConfig git) {

  public BuilderConfig {
    requireWithin(
        "ingot.look.interval", lookInterval, Duration.ofMillis(10), Duration.ofMinutes(5));
    requireWithin("ingot.bake.deadline", bakeDeadline, Duration.ofMinutes(1), Duration.ofHours(6));
    requireWithin(
        "ingot.fetch.deadline", fetchDeadline, Duration.ofSeconds(1), Duration.ofHours(1));
    requireWithin("ingot.bakes.wait", bakesWait, Duration.ofSeconds(1), Duration.ofHours(24));
    requireWithin(
        "ingot.freeze.longest", longestFreeze, Duration.ofMinutes(1), Duration.ofDays(30));
    if (bakesAtOnce < 1 || bakesAtOnce > 1_000) {
      throw new IllegalArgumentException(
          "ingot.bakes.at.once is %d; it is from 1 to 1000".formatted(bakesAtOnce));
    }
    if (cacheMib < 1 || sourceMib < 1) {
      throw new IllegalArgumentException(
          "ingot.builder.cache.mib and ingot.builder.source.mib are at least 1");
    }
  }

  private static void requireWithin(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s is %s; it is from %s to %s".formatted(key, value, least, most));
    }
  }
}
