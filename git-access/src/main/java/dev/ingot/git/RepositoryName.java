package dev.ingot.git;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The many ways to write the same repository. */
public final class RepositoryName {
  private static final Pattern URL =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/@]*@)?(\\[[^/]*]|[^/:]*)(?::[0-9]*)?(/.*)?");
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://");
  private static final Pattern SCP = Pattern.compile("(?:[^/@:]+@)?([^/:@]+):(?!/)(.+)");

  /**
   * What stands before the host: up to the last @, since a password may hold one. A user alone is
   * no secret to ssh, where all repositories of a host have the same.
   */
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "^(?!(?i:ssh)://[A-Za-z0-9._-]+@[^/@]*(?:/|$))([A-Za-z][A-Za-z0-9+.-]*://)[^/]*@"
              + "|^(?![A-Za-z][A-Za-z0-9+.-]*://)[^/@]*:[^@]*@");

  private static final String HTTPS = "https://";

  private RepositoryName() {}

  /** How it is reached: the URL's scheme in lower case, {@code file} for a path, or {@code ssh}. */
  public static String scheme(String repository) {
    // Not the whole pattern: an odd URL must not pass for a path.
    Matcher url = SCHEME.matcher(repository);
    if (url.lookingAt()) {
      return url.group(1).toLowerCase(Locale.ROOT);
    }
    return SCP.matcher(repository).matches() ? "ssh" : "file";
  }

  /**
   * One form for all ways to write it: without scheme, credentials, port and {@code .git}; URLs in
   * lower case. Good for finding whom a report is about, not for deciding what may be trusted.
   */
  public static String normal(String repository) {
    if (!repository.startsWith(HTTPS) || !isPlain(repository)) {
      return normalOfAny(repository);
    }
    int slash = repository.indexOf('/', HTTPS.length());
    int path = slash < 0 ? repository.length() : slash;
    return (repository.substring(HTTPS.length(), path) + bare(repository.substring(path)))
        .toLowerCase(Locale.ROOT);
  }

  /** Whether there is no port, no user and no IPv6 address in it: as most are written. */
  private static boolean isPlain(String https) {
    boolean inHost = true;
    for (int i = HTTPS.length(); i < https.length(); i++) {
      char c = https.charAt(i);
      inHost &= c != '/';
      // A line's end is what the patterns stop at.
      if (c < ' ' || c > '~' || (inHost && (c == ':' || c == '@' || c == '[' || c == ']'))) {
        return false;
      }
    }
    return true;
  }

  /** The same of whatever it is; a webhook names its repository in half a dozen ways. */
  static String normalOfAny(String repository) {
    Matcher url = URL.matcher(repository);
    if (url.matches()) {
      String path = url.group(3) == null ? "" : url.group(3);
      return url.group(1).equalsIgnoreCase("file")
          ? bare(path)
          : (url.group(2) + bare(path)).toLowerCase(Locale.ROOT);
    }
    Matcher scp = SCP.matcher(repository);
    if (scp.matches()) {
      return (scp.group(1) + "/" + bare(scp.group(2))).toLowerCase(Locale.ROOT);
    }
    return bare(repository);
  }

  /** Whether it names a user or a password, which no event and no message may. */
  public static boolean hasCredentials(String repository) {
    return CREDENTIALS.matcher(repository).find();
  }

  /** The same repository without user and password, fit for events and messages. */
  public static String withoutCredentials(String repository) {
    return CREDENTIALS.matcher(repository).replaceFirst("$1");
  }

  private static String bare(String path) {
    String bare = withoutSlashes(path);
    return bare.endsWith(".git")
        ? withoutSlashes(bare.substring(0, bare.length() - ".git".length()))
        : bare;
  }

  private static String withoutSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }
}
