package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where control groups can be made here: the first place of those that have been tried. */
final class ControlGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
  private static final Path ALL = Path.of("/sys/fs/cgroup");
  private static final int FEW = 64;

  /** What Linux says when there is no room just now, which says nothing of what is allowed. */
  private static final List<String> BUSY =
      List.of(
          "Resource temporarily unavailable", "Cannot allocate memory", "No space left on device");

  static final ControlGroups HERE =
      new ControlGroups(ControlGroups::parents, ControlGroups::tried, System::nanoTime);

  private final Supplier<List<Path>> places;
  private final Trial trial;
  private final FoundOnce<Optional<Path>> found;

  /** Tries a place. */
  @FunctionalInterface
  interface Trial {
    /**
     * What is said where none can be made; empty where one can be.
     *
     * @throws IOException when that has not come out
     */
    Optional<String> of(Path parent) throws IOException;
  }

  ControlGroups(Supplier<List<Path>> places, Trial trial, LongSupplier nanos) {
    this.places = places;
    this.trial = trial;
    this.found = new FoundOnce<>(this::look, nanos);
  }

  /**
   * Where they are made, or empty for nowhere. Found out once.
   *
   * @throws IOException when it is not known yet; a later call may succeed
   */
  Optional<Path> best() throws IOException {
    return found.get();
  }

  private Optional<Path> look() throws IOException {
    String last = "there are none";
    for (Path parent : places.get()) {
      Optional<String> words = trial.of(parent);
      if (words.isEmpty()) {
        return Optional.of(parent);
      }
      last = words.get();
      if (BUSY.stream().anyMatch(last::contains)) {
        throw new IOException("no control group is made just now: " + last);
      }
    }
    LOG.warn(
        "machines have no control groups, so how many processes they start is bounded by Linux at"
            + " most where they are in a namespace of users: {}",
        last);
    return Optional.empty();
  }

  /** Makes one as every machine has one, and starts something in it. */
  private static Optional<String> tried(Path parent) throws IOException {
    ControlGroup.sweep(parent);
    ControlGroup made;
    try {
      made = ControlGroup.make(parent, FEW);
    } catch (IOException | RuntimeException e) {
      return Optional.of(e.toString());
    }
    try (ControlGroup group = made) {
      Process process =
          Launcher.start(
              group.joining(List.of(Launcher.tool("echo"), FirstWords.READY)),
              Map.of("PATH", Launcher.ownPath()),
              Path.of("/"),
              true);
      try {
        return FirstWords.insteadOfReady(process);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /** Beside this process's own group, or in it: version 2 has no groups in one that has members. */
  private static List<Path> parents() {
    List<Path> parents = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"), StandardCharsets.UTF_8)) {
        String[] parts = line.split(":", 3);
        if (parts.length == 3 && parts[0].equals("0")) {
          Path own = within(ALL, parts[2]);
          if (own.startsWith(ALL) && !own.equals(ALL)) {
            parents.add(own.getParent());
          }
          parents.add(own);
        } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("pids")) {
          parents.add(within(ALL.resolve(parts[1]), parts[2]));
          parents.add(ALL.resolve(parts[1]));
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("nothing is known of control groups", e);
    }
    return parents;
  }

  private static Path within(Path all, String path) {
    return all.resolve(path.replaceFirst("^/+", "")).normalize();
  }
}
