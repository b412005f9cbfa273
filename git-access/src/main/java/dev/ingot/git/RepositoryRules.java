package dev.ingot.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** Says which repositories may be asked. */
final class RepositoryRules {
  private final List<String> schemes;
  private final List<String> hosts;

  RepositoryRules(GitConfig config) {
    this.schemes = config.schemes();
    this.hosts = config.hosts().stream().map(h -> h.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * @throws RepositoryRefusedException when the repository may not be asked; unnamed, since nobody
   *     can tell which part of a broken URL is a password
   */
  void check(String repository) throws IOException {
    if (RepositoryName.hasCredentials(repository)) {
      throw new RepositoryRefusedException(
          "the repository is registered with a user or password in its URL, which events would"
              + " show; register it without");
    }
    String scheme = RepositoryName.scheme(repository);
    if (scheme.equals("ssh")) {
      throw new RepositoryRefusedException(
          "the registered repository needs ssh, which is not supported yet; register its https"
              + " URL");
    }
    if (!schemes.contains(scheme)) {
      throw new RepositoryRefusedException(
          "the registered repository needs scheme '%s', but ingot.git.schemes allows %s only"
              .formatted(scheme, schemes));
    }
    if (!scheme.equals("file")) {
      checkHost(host(repository));
    } else if (!repository.startsWith("/") && !repository.startsWith("file:///")) {
      throw new RepositoryRefusedException(
          "the registered repository is not an absolute path; write it whole");
    }
  }

  /**
   * Resolves the host and looks at every address of it.
   *
   * @throws RepositoryRefusedException when one of them is out of bounds
   */
  void checkHost(String host) throws IOException {
    boolean named = hosts.contains(host.toLowerCase(Locale.ROOT));
    if (!hosts.isEmpty() && !named) {
      throw new RepositoryRefusedException(
          "host %s is not among ingot.git.hosts %s".formatted(host, hosts));
    }
    for (InetAddress address : resolve(host)) {
      if (isMetadata(address) || (address.isLoopbackAddress() && !named)) {
        throw new RepositoryRefusedException(
            "host %s has address %s, which no repository may have"
                .formatted(host, address.getHostAddress()));
      }
    }
  }

  private static InetAddress[] resolve(String host) throws IOException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new IOException("host " + host + " cannot be resolved", e);
    }
  }

  /** Addresses that clouds keep for their metadata services, and those that name no machine. */
  private static boolean isMetadata(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || address.getHostAddress().startsWith("fd00:ec2:")
        || address.getHostAddress().equals("100.100.100.200");
  }

  private static String host(String repository) throws RepositoryRefusedException {
    try {
      String host = new URI(repository).getHost();
      if (host != null) {
        return host;
      }
    } catch (URISyntaxException e) {
      // Told below: whatever is wrong with it, it names no host.
    }
    throw new RepositoryRefusedException(
        "the registered repository is not a URL with a host; register its https URL");
  }
}
