package dev.ingot.git;

import dev.ingot.stage.config.ConfigException;
import dev.ingot.stage.config.Key;
import java.time.Duration;
import java.util.List;

/** Which repositories may be asked, and for how long. */
public record GitConfig(
    @Key(
            value = "ingot.git.schemes",
            doc = "How repositories may be reached: https, http, file (paths of this machine).",
            otherwise = "https")
        List<String> schemes,
    @Key(
            value = "ingot.git.hosts",
            doc =
                "Hosts that repositories may lie on; empty for any but this machine itself, which"
                    + " has to be named.",
            otherwise = "")
        List<String> hosts,
    @Key(
            value = "ingot.git.timeout",
            doc = "Longest wait for one answer of a repository, 1s to 10m.",
            otherwise = "30s")
        Duration timeout) {

  public GitConfig {
    schemes = List.copyOf(schemes);
    hosts = List.copyOf(hosts);
    if (!List.of("https", "http", "file").containsAll(schemes)) {
      throw new ConfigException(
          "ingot.git.schemes is %s; accepted are https, http and file".formatted(schemes));
    }
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0
        || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new ConfigException("ingot.git.timeout is %s; it is from 1s to 10m".formatted(timeout));
    }
  }
}
