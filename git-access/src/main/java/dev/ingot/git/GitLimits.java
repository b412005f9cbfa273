package dev.ingot.git;

import dev.ingot.stage.config.ConfigException;
import dev.ingot.stage.config.Key;

/** How much a repository may send. */
public record GitLimits(
    @Key(
            value = "ingot.git.refs",
            doc =
                "Most refs that a repository may answer with, 1 to 10000000; each takes some 400 bytes"
                    + " of memory while it is asked.",
            otherwise = "50000")
        int refs,
    @Key(
            value = "ingot.git.refs.mib",
            doc =
                "Most MiB of refs that a repository may send, 1 to 1024; they are in memory while it is"
                    + " asked.",
            otherwise = "8")
        int refsMib,
    @Key(
            value = "ingot.git.fetch.mib",
            doc = "Most MiB that a repository may send in one fetch, 1 to 1048576.",
            otherwise = "2048")
        int fetchMib,
    @Key(
            value = "ingot.git.fetch.objects",
            doc = "Most objects that a repository may send in one fetch, 1 to 100000000.",
            otherwise = "2000000")
        int fetchObjects) {

  public GitLimits {
    require("ingot.git.refs", refs, 10_000_000);
    require("ingot.git.refs.mib", refsMib, 1_024);
    require("ingot.git.fetch.mib", fetchMib, 1_048_576);
    require("ingot.git.fetch.objects", fetchObjects, 100_000_000);
  }

  private static void require(String key, int value, int most) {
    if (value < 1 || value > most) {
      throw new ConfigException("%s is %d; it is from 1 to %d".formatted(key, value, most));
    }
  }
}
