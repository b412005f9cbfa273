package dev.ingot.builder;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.lib.FileMode;

/** What an entry of a source tree must be like, so that unpacking it harms nobody. */
final class TreeRules {
  /** Every path and folder met so far, by its name in lower case. */
  private final Map<String, String> met = new HashMap<>();

  /**
   * @param path from the tree's root, with slashes
   * @param link where a symbolic link points; of no meaning for other modes
   * @throws SourceRefusedException when it can't be taken
   */
  void check(String path, FileMode mode, String link) throws SourceRefusedException {
    if (mode.equals(FileMode.GITLINK)) {
      throw refused(
          path, "is a submodule, which is not supported; vendor it or fetch it in 'build'");
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw refused(path, "is no path inside the source tree");
      }
      if (part.equalsIgnoreCase(".git")) {
        throw refused(path, "has a name that git keeps for itself");
      }
    }
    if (path.chars().anyMatch(Character::isISOControl)) {
      throw refused(path, "has a control character in its name; rename it");
    }
    checkCase(path);
    if (mode.equals(FileMode.SYMLINK)) {
      checkLink(path, link);
    }
  }

  private void checkCase(String path) throws SourceRefusedException {
    for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      String prefix = end < 0 ? path : path.substring(0, end);
      String other = met.putIfAbsent(prefix.toLowerCase(Locale.ROOT), prefix);
      if (other != null && !other.equals(prefix)) {
        throw refused(
            prefix, "differs from '" + other + "' only in upper and lower case; rename it");
      }
      if (end < 0) {
        return;
      }
    }
  }

  private static void checkLink(String path, String target) throws SourceRefusedException {
    if (target.isEmpty() || target.indexOf('\0') >= 0) {
      throw refused(path, "is a link to nothing");
    }
    if (target.startsWith("/")) {
      throw refused(path, "is a link to an absolute path; make it relative");
    }
    int depth = (int) path.chars().filter(c -> c == '/').count();
    for (String part : target.split("/", -1)) {
      depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
      if (depth < 0) {
        throw refused(path, "is a link that leaves the source tree; keep what it needs inside");
      }
    }
  }

  private static SourceRefusedException refused(String path, String why) {
    return new SourceRefusedException("'%s' %s".formatted(Printable.line(path, 200), why));
  }
}
