package dev.ingot.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files that hold credentials: {@code <folder>/<host>/<path of the repository>/<kind>}; the
 * nearest one counts, so one at the host's folder is for all of its repositories. Read at every
 * use, so that a rotation needs no restart.
 */
final class Credentials {
  /** For https: {@code user:password} or a token alone, on the first line. */
  static final String HTTPS = "https";

  /** For ssh: a private key as {@code ssh-keygen} writes it, without a passphrase. */
  static final String SSH = "ssh";

  /** Tokens have no user; every host takes one of any name, and Bitbucket asks for this one. */
  private static final String TOKENS_USER = "x-token-auth";

  private static final int LARGEST_FILE = 65_536;
  private static final Pattern PART = Pattern.compile("[a-z0-9_~+-][a-z0-9._~+-]{0,199}");

  private final Path folder;

  /** Who asks. */
  record Login(String user, String password) {
    /** A password is for nobody to see. */
    @Override
    public String toString() {
      return user;
    }
  }

  Credentials(Path folder) {
    this.folder = folder;
  }

  /** The keys of hosts, as ssh keeps them. */
  Path knownHosts() {
    return folder.resolve("known_hosts");
  }

  /** For messages: where the credentials of a host would be. */
  Path place(String host, String kind) {
    return folder.resolve(host).resolve(kind);
  }

  /**
   * @throws RepositoryRefusedException when the file is not what it has to be; it says nothing of
   *     what is in it
   */
  Optional<Login> login(String repository) throws IOException {
    Optional<Path> file = nearest(repository, HTTPS);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String line = read(file.get()).lines().findFirst().orElse("").strip();
    if (line.isEmpty()) {
      throw new RepositoryRefusedException(file.get() + " has no token on its first line");
    }
    int colon = line.indexOf(':');
    return Optional.of(
        colon < 0
            ? new Login(TOKENS_USER, line)
            : new Login(line.substring(0, colon), line.substring(colon + 1)));
  }

  /** The private key's file, in ssh's own form. */
  Optional<Path> key(String repository) {
    return nearest(repository, SSH);
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new RepositoryRefusedException(file + " is too large to hold credentials");
    }
    return Files.readString(file);
  }

  private Optional<Path> nearest(String repository, String kind) {
    List<Path> places = new ArrayList<>();
    Path place = folder;
    for (String part : RepositoryName.normal(repository).split("/", -1)) {
      // Each becomes part of a path.
      if (!PART.matcher(part).matches()) {
        break;
      }
      place = place.resolve(part);
      places.add(place.resolve(kind));
    }
    return places.reversed().stream().filter(Files::isRegularFile).findFirst();
  }
}
