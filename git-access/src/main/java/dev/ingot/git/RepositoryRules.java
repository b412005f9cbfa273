package dev.ingot.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.URIish;

/** Says which repositories may be asked, and which addresses may be connected to for it. */
final class RepositoryRules {
  private static final int LONGEST = 2_000;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,252})");
  private static final Pattern IPV6 = Pattern.compile("\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

  private final List<String> schemes;
  private final List<String> hosts;
  private final List<String> privateHosts;
  private final Resolver resolver;

  /** Gives a host's addresses, as {@link InetAddress#getAllByName} does. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  RepositoryRules(GitConfig config, Resolver resolver) {
    this.schemes = config.schemes();
    this.hosts = lower(config.hosts());
    this.privateHosts = lower(config.privateHosts());
    this.resolver = resolver;
  }

  private static List<String> lower(List<String> hosts) {
    return hosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Looks at the repository's name; nobody is asked for it.
   *
   * @throws RepositoryRefusedException when the repository may not be asked; unnamed, since nobody
   *     can tell which part of a broken URL is a password
   */
  void check(String repository) throws IOException {
    if (RepositoryName.hasCredentials(repository)) {
      throw new RepositoryRefusedException(
          "the repository is registered with a user or password in its URL, which events would"
              + " show; register it without");
    }
    if (repository.length() > LONGEST || repository.chars().anyMatch(Character::isISOControl)) {
      throw new RepositoryRefusedException(
          "the registered repository is longer than %d characters or has a control character in it"
              .formatted(LONGEST));
    }
    String scheme = RepositoryName.scheme(repository);
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

  private void checkHost(String host) throws IOException {
    String name = host.toLowerCase(Locale.ROOT);
    if (!hosts.isEmpty() && !hosts.contains(name) && !privateHosts.contains(name)) {
      throw new RepositoryRefusedException(
          "host %s is not among ingot.git.hosts %s".formatted(host, hosts));
    }
    // What is no name needs no look-up, so that it is told before anybody is asked.
    if (NUMBERS.matcher(host).matches() || host.contains(":")) {
      addresses(host);
    }
  }

  /**
   * The addresses to connect to. To be called when connecting, and these are to be connected to: a
   * name that is looked up twice can lead to two places.
   *
   * @throws RepositoryRefusedException when one of them is out of bounds
   */
  List<InetAddress> addresses(String host) throws IOException {
    boolean privately = privateHosts.contains(host.toLowerCase(Locale.ROOT));
    List<InetAddress> addresses = new ArrayList<>();
    for (InetAddress address : resolve(host)) {
      if (Addresses.isForbidden(address) || (Addresses.isPrivate(address) && !privately)) {
        throw new RepositoryRefusedException(
            "host %s has address %s, which no repository may have%s"
                .formatted(
                    host,
                    address.getHostAddress(),
                    Addresses.isForbidden(address)
                        ? ""
                        : "; name the host in ingot.git.private.hosts if it may"));
      }
      addresses.add(address);
    }
    return addresses;
  }

  /** Over https; over http only to hosts that may lie in this network, where they do. */
  boolean maySendCredentials(String repository) throws RepositoryRefusedException {
    return RepositoryName.scheme(repository).equals("https")
        || privateHosts.contains(host(repository).toLowerCase(Locale.ROOT));
  }

  private InetAddress[] resolve(String host) throws IOException {
    try {
      return resolver.resolve(host);
    } catch (UnknownHostException e) {
      throw new IOException("host " + host + " cannot be resolved", e);
    }
  }

  /**
   * The host of a repository that is not on this machine, without an IPv6 address's brackets.
   *
   * @throws RepositoryRefusedException when it names none
   */
  static String host(String repository) throws RepositoryRefusedException {
    try {
      URIish uri = new URIish(repository);
      String host = uri.getHost();
      String path = uri.getPath();
      if (host != null && isHost(host) && path != null && !path.startsWith(":")) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      }
    } catch (URISyntaxException e) {
      // Told below: whatever is wrong with it, it names no host.
    }
    throw new RepositoryRefusedException(
        "the registered repository is not a URL with a host; register its https URL");
  }

  private static boolean isHost(String host) {
    return HOST.matcher(host).matches() || IPV6.matcher(host).matches();
  }
}
