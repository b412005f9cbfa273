package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which folders a machine does not see, as steps that are taken one after the other: one hides a
 * folder with all that is in it, the next shows one within it again.
 */
public final class Walls {
  /** What nobody's home is, whatever the system's list of users says. */
  private static final Set<String> SYSTEM =
      Set.of("bin", "boot", "dev", "etc", "lib", "lib64", "proc", "run", "sbin", "sys", "usr");

  private Walls() {}

  /**
   * One step.
   *
   * @param hides otherwise it shows
   */
  record Step(boolean hides, Path folder) {
    /** A word for the shell: {@code -} and what is hidden, or {@code +} and what is shown. */
    String word() {
      return (hides ? "-" : "+") + folder;
    }
  }

  /** The steps. What is both hidden and shown is hidden. */
  static List<Step> steps(List<Path> hidden, List<Path> shown) {
    List<Step> all = new ArrayList<>();
    hidden.stream().distinct().map(it -> new Step(true, it)).forEach(all::add);
    shown.stream()
        .distinct()
        .filter(it -> !hidden.contains(it))
        .map(it -> new Step(false, it))
        .forEach(all::add);
    // From the outside to the inside: what lies within another is decided after it.
    all.sort(
        Comparator.<Step>comparingInt(it -> it.folder().getNameCount())
            .thenComparing(it -> it.folder().toString()));
    List<Step> needed = new ArrayList<>();
    Map<Path, Boolean> hides = new HashMap<>();
    for (Step step : all) {
      if (step.hides() != hiddenBy(hides, step.folder())) {
        hides.put(step.folder(), step.hides());
        needed.add(step);
      }
    }
    return needed;
  }

  private static boolean hiddenBy(Map<Path, Boolean> hides, Path folder) {
    for (@Nullable Path at = folder; at != null; at = at.getParent()) {
      Boolean found = hides.get(at);
      if (found != null) {
        return found;
      }
    }
    return false;
  }

  /** A user's home, if it is one that may be hidden: some users live at the root or in /usr. */
  public static Optional<Path> home(Path home) {
    return home.isAbsolute()
            && home.getNameCount() > 0
            && !SYSTEM.contains(home.getName(0).toString())
        ? Optional.of(home)
        : Optional.empty();
  }

  /** Where a user's other programs are to be spoken to, if the system has such a place. */
  public static Optional<Path> doors() {
    try {
      return Optional.of(
          Path.of("/run/user/" + Files.getAttribute(Path.of("/proc/self"), "unix:uid")));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Without links, if it is there. */
  static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  /**
   * A folder's names once the home is known by its real one: the one that is looked for, which may
   * go through links that nobody sees any more, and the one where it is.
   */
  static List<Path> names(Path folder, Path home) {
    Path plain = folder.normalize();
    Path looked = plain.startsWith(home) ? real(home).resolve(home.relativize(plain)) : plain;
    return Stream.of(looked, real(looked)).distinct().toList();
  }

  /**
   * Where the tools of a user are, by the PATH: each folder by its {@link #names}, and where it is
   * called bin or shims what it belongs to, unless that is the home itself or, for bin, a hidden
   * folder right in it. Those hold credentials and keys.
   */
  static Set<Path> tools(String path, Path home) {
    Set<Path> tools = new LinkedHashSet<>();
    Path real = real(home);
    Stream.of(path.split(":", -1))
        .filter(it -> it.startsWith("/"))
        .flatMap(it -> names(Path.of(it), home).stream())
        .filter(it -> it.getNameCount() > 0)
        .map(it -> whole(it, real))
        .forEach(tools::add);
    return tools;
  }

  /** The folder of a tool with what it belongs to. */
  static Path whole(Path folder, Path home) {
    @Nullable Path parent = folder.getParent();
    if (!(folder.endsWith("bin") || folder.endsWith("shims"))
        || parent == null
        || !parent.startsWith(home)) {
      return folder;
    }
    boolean shims = folder.endsWith("shims");
    boolean right = home.equals(parent.getParent());
    boolean secret = right && !shims && parent.getFileName().toString().startsWith(".");
    return parent.equals(home) || secret ? folder : parent;
  }
}
