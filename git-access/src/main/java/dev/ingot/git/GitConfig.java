package dev.ingot.git;

import dev.ingot.stage.config.ConfigException;
import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which repositories may be asked, with what, and for how long. */
public record GitConfig(
    @Key(
            value = "ingot.git.schemes",
            doc =
                "How repositories may be reached: https, ssh, http, file (paths of this machine).",
            otherwise = "https,ssh")
        List<String> schemes,
    @Key(
            value = "ingot.git.hosts",
            doc = "Hosts that repositories may lie on; empty for any with a public address.",
            otherwise = "")
        List<String> hosts,
    @Key(
            value = "ingot.git.private.hosts",
            doc =
                "Hosts that repositories may lie on although their address is private or this"
                    + " machine's own. A cloud's metadata service is refused all the same.",
            otherwise = "")
        List<String> privateHosts,
    @Key(
            value = "ingot.git.credentials.dir",
            doc =
                "Folder with the credentials of hosts and repositories and with known_hosts, as"
                    + " docs/repositories.md says; read at every use.",
            otherwise = "git-credentials")
        Path credentials,
    @Key(
            value = "ingot.git.certificates",
            doc =
                "PEM file with certificates of authorities that git hosts' own may come from, beside"
                    + " those that the Java runtime trusts; read at every use.",
            otherwise = "")
        Optional<Path> certificates,
    @Key(
            value = "ingot.git.timeout",
            doc = "Longest wait for one answer of a repository, 1s to 10m.",
            otherwise = "30s")
        Duration timeout,
    GitLimits limits) {
  private static final List<String> SCHEMES = List.of("https", "ssh", "http", "file");

  public GitConfig {
    schemes = List.copyOf(schemes);
    hosts = List.copyOf(hosts);
    privateHosts = List.copyOf(privateHosts);
    if (!SCHEMES.containsAll(schemes)) {
      throw new ConfigException(
          "ingot.git.schemes is %s; accepted are https, ssh, http and file".formatted(schemes));
    }
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0
        || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new ConfigException("ingot.git.timeout is %s; it is from 1s to 10m".formatted(timeout));
    }
  }
}
