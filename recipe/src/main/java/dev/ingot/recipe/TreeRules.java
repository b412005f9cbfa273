package dev.ingot.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.git.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;

/** What an entry of a source tree must be like, so that unpacking it harms nobody. */
final class TreeRules {
  /** What file systems take, with room for where the tree is unpacked. */
  private static final int LONGEST_NAME = 255;

  private static final int LONGEST_PATH = 3_500;
  private static final int DEEPEST = 100;

  /** As Linux does. */
  private static final int MOST_FOLLOWED = 40;

  /** Of all links of a tree, and of all their ways: they are gone on a worker's processor. */
  private static final int MOST_LINK_CHARACTERS = 4_000_000;

  private static final int MOST_STEPS = 1_000_000;

  private static final Set<FileMode> FILES =
      Set.of(FileMode.REGULAR_FILE, FileMode.EXECUTABLE_FILE, FileMode.SYMLINK);

  /** Every path and folder met so far, by its name in lower case. */
  private final Map<String, String> met = new HashMap<>();

  private final Set<String> files = new HashSet<>();

  /**
   * Links by their paths, to what they lead to; in order, so that it is always the same refusal.
   */
  private final Map<String, String> links = new LinkedHashMap<>();

  private int linkCharacters;
  private int steps;

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
    if (!FILES.contains(mode)) {
      throw refused(path, "is neither a file nor a link");
    }
    checkNames(path);
    checkMet(path);
    if (mode.equals(FileMode.SYMLINK)) {
      checkLink(path, link);
      linkCharacters += path.length() + link.length();
      if (linkCharacters > MOST_LINK_CHARACTERS) {
        throw refused(
            path,
            "is one link too many: all of them together may have %,d characters"
                .formatted(MOST_LINK_CHARACTERS));
      }
      links.put(path, link);
    }
  }

  /**
   * To be called once all entries were checked: only then it is known which folders on a link's way
   * are links themselves.
   *
   * @throws SourceRefusedException when a link leaves the tree by way of another
   */
  void checkWays() throws SourceRefusedException {
    for (Map.Entry<String, String> link : links.entrySet()) {
      checkWay(link.getKey(), link.getValue());
    }
  }

  /** Goes as the system would: step by step, and where a step is a link, on from there. */
  private void checkWay(String path, String target) throws SourceRefusedException {
    Deque<String> at = new ArrayDeque<>(List.of(path.split("/", -1)));
    at.removeLast();
    Deque<String> ahead = new ArrayDeque<>(List.of(target.split("/", -1)));
    int followed = 0;
    while (!ahead.isEmpty()) {
      String step = ahead.removeFirst();
      if (++steps > MOST_STEPS) {
        throw refused(
            path,
            "is one link too many: the ways of all of them may have %,d steps"
                .formatted(MOST_STEPS));
      }
      if (step.equals("..")) {
        if (at.pollLast() == null) {
          throw refused(
              path, "is a link that leaves the source tree by way of another; keep it inside");
        }
      } else if (!step.isEmpty() && !step.equals(".")) {
        at.addLast(step);
        if (at.size() > DEEPEST) {
          throw refused(path, "is a link that leads deeper than %d folders".formatted(DEEPEST));
        }
        String next = links.get(String.join("/", at));
        if (next != null) {
          if (++followed > MOST_FOLLOWED) {
            throw refused(
                path,
                "is a link that leads through more than %d others, or in a circle"
                    .formatted(MOST_FOLLOWED));
          }
          at.removeLast();
          List<String> onwards = new ArrayList<>(List.of(next.split("/", -1)));
          Collections.reverse(onwards);
          onwards.forEach(ahead::addFirst);
        }
      }
    }
  }

  private static void checkNames(String path) throws SourceRefusedException {
    String[] parts = path.split("/", -1);
    if (parts.length > DEEPEST || path.getBytes(UTF_8).length > LONGEST_PATH) {
      throw refused(
          path,
          "lies deeper than %d folders or has a path longer than %,d bytes; move it up"
              .formatted(DEEPEST, LONGEST_PATH));
    }
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw refused(path, "is no path inside the source tree");
      }
      if (isGits(part)) {
        throw refused(path, "has a name that git keeps for itself");
      }
      if (part.getBytes(UTF_8).length > LONGEST_NAME) {
        throw refused(path, "has a name longer than %d bytes".formatted(LONGEST_NAME));
      }
    }
    if (path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\')) {
      throw refused(path, "has a control character or a backslash in its name; rename it");
    }
  }

  /** Also what other systems take for it: they leave out marks, dots and spaces at the end. */
  private static boolean isGits(String name) {
    String seen = name.replaceAll("\\p{Cf}", "").replaceFirst("[. ]+$", "");
    return seen.equalsIgnoreCase(".git") || seen.equalsIgnoreCase("git~1");
  }

  private void checkMet(String path) throws SourceRefusedException {
    for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      String prefix = end < 0 ? path : path.substring(0, end);
      String other = met.putIfAbsent(prefix.toLowerCase(Locale.ROOT), prefix);
      if (other != null && !other.equals(prefix)) {
        throw refused(
            prefix, "differs from '" + other + "' only in upper and lower case; rename it");
      }
      if (end < 0) {
        if (other != null) {
          throw refused(path, "is there twice");
        }
        files.add(path);
        return;
      }
      if (files.contains(prefix)) {
        throw refused(path, "lies in what is a file");
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
    return new SourceRefusedException("'%s' %s".formatted(Words.line(path, 200), why));
  }
}
